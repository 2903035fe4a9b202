package city.pulso.jobs.ingest;

import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What was heard about one device: a reading of its own, or a released heartbeat of its gateway,
 * which proves that everything the gateway accepted before it has been heard. Within one device
 * both come in the order in which the gateway accepted them.
 *
 * @param device device id
 * @param gateway gateway it came through
 * @param domain stream it came in
 * @param atMs event time, Unix milliseconds: observed_at of a reading, agent's clock of a heartbeat
 * @param reading the reading; absent for a heartbeat
 * @param lastSeenMs heartbeat: agent's clock at the device's newest accepted message, Unix
 *     milliseconds, 0 = never; reading: accepted_at
 * @param assignment what the registry says the device is
 * @param origin the spool it came from, and what its gateway counted: for the ledger
 */
@TypeInfo(Evidence.TypeFactory.class)
public record Evidence(
    String device,
    String gateway,
    Domain domain,
    long atMs,
    @Nullable Reading reading,
    long lastSeenMs,
    Assignment assignment,
    Origin origin) {

  static Evidence reading(Reading reading, String gateway, Domain domain, Origin origin) {
    return new Evidence(
        reading.getDevice(),
        gateway,
        domain,
        reading.getObservedAtMs(),
        reading,
        reading.getAcceptedAtMs(),
        Assignment.NONE,
        origin);
  }

  static Evidence heartbeat(
      DeviceSeen seen, String gateway, Domain domain, Origin origin, long atMs) {
    return new Evidence(
        seen.getDevice(),
        gateway,
        domain,
        atMs,
        null,
        seen.getLastSeenMs(),
        Assignment.NONE,
        origin);
  }

  /** Whether this is a heartbeat of the gateway rather than a reading of the device. */
  public boolean isHeartbeat() {
    return reading == null;
  }

  /** Key of the subject; readings of unknown devices are keyed by device. */
  public String subjectKey() {
    return assignment.assigned() ? assignment.subject() : device;
  }

  /** The same with what the registry says. */
  public Evidence assigned(Assignment known) {
    return new Evidence(device, gateway, domain, atMs, reading, lastSeenMs, known, origin);
  }

  /** Lets Flink find the serializer wherever this type appears. */
  public static final class TypeFactory extends TypeInfoFactory<Evidence> {
    @Override
    public TypeInformation<Evidence> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return EvidenceSerializer.TYPE;
    }
  }
}
