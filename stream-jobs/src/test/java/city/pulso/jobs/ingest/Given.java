package city.pulso.jobs.ingest;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.TelemetryBatch;
import city.pulso.schemas.v1.TimeSource;
import java.util.Arrays;

/** Messages as gateways send them. */
public final class Given {
  public static final String GATEWAY = "gw-1";
  public static final long EPOCH = 77;

  private Given() {}

  public static Reading plug(String device, long atMs, double powerW) {
    return Reading.newBuilder()
        .setDevice(device)
        .setObservedAtMs(atMs)
        .setAcceptedAtMs(atMs)
        .setTimeSource(TimeSource.GATEWAY_CLOCK)
        .setPlug(PlugReading.newBuilder().setPowerW(powerW).setRelayOn(true))
        .build();
  }

  public static Reading heartbeat(long atMs, long lowest, String... devices) {
    Heartbeat.Builder heartbeat =
        Heartbeat.newBuilder().setAgentTimeMs(atMs).setLowestSequence(lowest);
    for (String device : devices) {
      heartbeat.addDevices(DeviceSeen.newBuilder().setDevice(device).setLastSeenMs(atMs));
    }
    return Reading.newBuilder()
        .setDevice(GATEWAY)
        .setObservedAtMs(atMs)
        .setAcceptedAtMs(atMs)
        .setHeartbeat(heartbeat)
        .build();
  }

  public static MqttMessage batch(long sequence, Reading... readings) {
    return batch(EPOCH, sequence, readings);
  }

  public static MqttMessage batch(long epoch, long sequence, Reading... readings) {
    return batch(Domain.HOMES, epoch, sequence, readings);
  }

  public static MqttMessage batch(Domain domain, long epoch, long sequence, Reading... readings) {
    TelemetryBatch batch =
        TelemetryBatch.newBuilder()
            .setGateway(GATEWAY)
            .setDomain(domain)
            .setEpoch(epoch)
            .setSequence(sequence)
            .addAllReadings(Arrays.asList(readings))
            .build();
    return new MqttMessage(Topics.telemetry(domain, GATEWAY), batch.toByteArray(), false);
  }

  public static MqttMessage registry(RegistryEntry entry) {
    return new MqttMessage(
        Topics.registry(entry.getEntryCase(), RegistryIndex.id(entry)), entry.toByteArray(), true);
  }

  public static SubjectChange added(RegistryEntry entry) {
    return change(RegistryEntry.getDefaultInstance(), entry);
  }

  public static SubjectChange removed(RegistryEntry entry) {
    return change(entry, RegistryEntry.getDefaultInstance());
  }

  public static SubjectChange change(RegistryEntry before, RegistryEntry after) {
    RegistryEntry named = after.equals(RegistryEntry.getDefaultInstance()) ? before : after;
    return new SubjectChange(
        named.getEntryCase().name().toLowerCase(java.util.Locale.ROOT),
        RegistryIndex.id(named),
        before.toByteArray(),
        after.toByteArray());
  }
}
