package city.pulso.edge.decode;

/** What a device says about the time of an observation. */
public sealed interface ObservedAt {
  /** Unix milliseconds by the device's own clock. */
  record DeviceClock(long ms) implements ObservedAt {}

  /**
   * Milliseconds since the device's boot.
   *
   * @param bootId differs between two boots; 0 = the device cannot tell
   * @param sinceBootMs when it was observed
   * @param sentSinceBootMs when the message was sent
   */
  record SinceBoot(long bootId, long sinceBootMs, long sentSinceBootMs) implements ObservedAt {}

  /** So long before reception; negative: after it. Zero: the device says nothing about time. */
  record Ago(long ms) implements ObservedAt {}

  /** The device says nothing about time. */
  static ObservedAt reception() {
    return new Ago(0);
  }
}
