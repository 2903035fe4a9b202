package city.pulso.edge.spool;

import city.pulso.schemas.v1.Reading;
import java.util.function.Function;

/** Writes a reading about the stream itself, at the moment it gets its place in the stream. */
@FunctionalInterface
public interface HeartbeatAuthor {
  /**
   * Called on the writer thread; must not block.
   *
   * @param stream the stream as it will be, this reading and its batch not counted
   * @param devices what is known of a device, readings of the same transaction included
   */
  Reading write(StreamStatus stream, Function<String, DeviceCount> devices);
}
