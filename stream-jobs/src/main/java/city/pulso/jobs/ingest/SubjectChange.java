package city.pulso.jobs.ingest;

import city.pulso.schemas.v1.RegistryEntry;
import com.google.protobuf.InvalidProtocolBufferException;

/**
 * A registry entry appeared, changed or was removed. Sent once per change, not per repetition.
 *
 * @param kind name of the field of RegistryEntry that is set: station, zone, home, gateway, ...
 * @param id id of the entry
 * @param entry bytes of the RegistryEntry; of a removed entry: the last known one
 * @param removed whether the entry was removed: state about it is then cleared
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
public record SubjectChange(String kind, String id, byte[] entry, boolean removed) {

  /** The entry itself. */
  public RegistryEntry parsed() {
    try {
      return RegistryEntry.parseFrom(entry);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("registry entry " + kind + "/" + id + " was checked", e);
    }
  }
}
