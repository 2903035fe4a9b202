package city.pulso.jobs.ingest;

import city.pulso.schemas.v1.RegistryEntry;
import com.google.protobuf.InvalidProtocolBufferException;

/**
 * A registry entry appeared, changed or was removed. Sent once per change, not per repetition.
 *
 * @param kind name of the field of RegistryEntry that is set: station, zone, home, gateway, ...
 * @param id id of the entry
 * @param before bytes of the RegistryEntry until now; empty: it is new
 * @param after bytes of the RegistryEntry from now on; empty: it was removed, and state about it is
 *     cleared
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
public record SubjectChange(String kind, String id, byte[] before, byte[] after) {

  public boolean removed() {
    return after.length == 0;
  }

  /** The entry; of a removed one the last. */
  public RegistryEntry parsed() {
    return parse(removed() ? before : after);
  }

  /** The entry until now; of a new one nothing is set. */
  public RegistryEntry parsedBefore() {
    return parse(before);
  }

  private RegistryEntry parse(byte[] entry) {
    try {
      return RegistryEntry.parseFrom(entry);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("registry entry " + kind + "/" + id + " was checked", e);
    }
  }
}
