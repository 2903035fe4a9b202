package city.pulso.edge.uplink;

/**
 * A limit of bytes per second, as a bucket that holds one second. What was sent is taken out of it,
 * even below zero; whether something may be sent depends on what is left. Less important data must
 * leave a quarter of it to care data, so care data waits for nobody but for the batch that is just
 * going out. Not thread-safe.
 */
final class Pace {
  private long bytesPerSecond;
  private double left;
  private long atNs;

  /**
   * @param bytesPerSecond 0 = no limit
   */
  Pace(long bytesPerSecond, long nowNs) {
    this.bytesPerSecond = bytesPerSecond;
    this.left = bytesPerSecond;
    this.atNs = nowNs;
  }

  void limit(long newBytesPerSecond, long nowNs) {
    refill(nowNs);
    bytesPerSecond = newBytesPerSecond;
    left = Math.min(left, newBytesPerSecond);
  }

  /** Nanoseconds until {@code bytes} may go; 0 = now. */
  long waitNs(long bytes, boolean care, long nowNs) {
    if (bytesPerSecond == 0) {
      return 0;
    }
    refill(nowNs);
    // More than a full bucket is never there: a larger batch goes when it is full.
    double needed = care ? 1 : Math.min(bytes + bytesPerSecond / 4.0, bytesPerSecond);
    return left >= needed ? 0 : (long) Math.ceil((needed - left) / bytesPerSecond * 1e9);
  }

  void spend(long bytes, long nowNs) {
    if (bytesPerSecond > 0) {
      refill(nowNs);
      left -= bytes;
    }
  }

  private void refill(long nowNs) {
    left = Math.min(bytesPerSecond, left + (nowNs - atNs) / 1e9 * bytesPerSecond);
    atNs = nowNs;
  }
}
