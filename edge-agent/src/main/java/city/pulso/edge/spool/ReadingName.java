package city.pulso.edge.spool;

/**
 * What names a reading once and for all, so that it is known when its device sends it again.
 *
 * @param boot the device's boot, 0 with a message
 * @param sequence the device's count within that boot, not negative
 * @param message id that a network gave the reading's message; empty: boot and sequence are the
 *     name
 */
public record ReadingName(String device, long boot, long sequence, String message) {
  public ReadingName(String device, long boot, long sequence) {
    this(device, boot, sequence, "");
  }
}
