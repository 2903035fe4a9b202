package city.pulso.edge.spool;

import city.pulso.schemas.v1.Reading;
import java.util.Optional;

/**
 * A reading that is to be kept, and what its device or network said of it beside.
 *
 * @param bootId of the device when it sent the reading; 0: it does not tell its boots apart
 * @param messageId id that a network gave the message; empty: none did
 */
public record Incoming(Reading reading, long bootId, String messageId) {
  /** A reading that nothing names. */
  static Incoming unnamed(Reading reading) {
    return new Incoming(reading, 0, "");
  }

  /**
   * Empty when nothing names the message, and the device does not tell its boots apart or does not
   * count.
   */
  public Optional<ReadingName> name() {
    if (!messageId.isEmpty()) {
      return Optional.of(new ReadingName(reading.getDevice(), 0, 0, messageId));
    }
    boolean named = bootId != 0 && reading.hasDeviceSequence() && reading.getDeviceSequence() >= 0;
    return named
        ? Optional.of(new ReadingName(reading.getDevice(), bootId, reading.getDeviceSequence()))
        : Optional.empty();
  }
}
