package city.pulso.jobs.store;

import java.util.Arrays;

/**
 * Delays counted by buckets of fixed upper bounds. Plain Java; not thread-safe.
 *
 * <p>A delay below zero, of a device whose clock is ahead, counts as zero.
 */
final class DelayHistogram {
  /** Upper bounds, included, milliseconds; what is longer is counted in one bucket more. */
  static final long[] BOUNDS_MS = {
    1_000,
    2_000,
    5_000,
    10_000,
    30_000,
    60_000,
    120_000,
    300_000,
    900_000,
    3_600_000,
    21_600_000,
    86_400_000
  };

  private final long[] counts = new long[BOUNDS_MS.length + 1];
  private long total;
  private long longestMs;

  /** Counts one; returns the bucket it fell into. */
  int add(long delayMs) {
    long known = Math.max(0, delayMs);
    int found = Arrays.binarySearch(BOUNDS_MS, known);
    int bucket = found >= 0 ? found : -found - 1;
    counts[bucket]++;
    total++;
    longestMs = Math.max(longestMs, known);
    return bucket;
  }

  long total() {
    return total;
  }

  long longestMs() {
    return longestMs;
  }

  long count(int bucket) {
    return counts[bucket];
  }

  /**
   * The delay that the given share of all did not exceed: placed within its bucket as if those of
   * the bucket were spread evenly, and never above the longest one. 0 while nothing was counted.
   *
   * @param share 0 to 1
   */
  double percentileMs(double share) {
    double rank = share * total;
    long below = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] > 0 && below + counts[bucket] >= rank) {
        double low = bucket == 0 ? 0 : BOUNDS_MS[bucket - 1];
        double high = bucket == BOUNDS_MS.length ? longestMs : BOUNDS_MS[bucket];
        double top = Math.min(high, longestMs);
        return low + (top - low) * (rank - below) / counts[bucket];
      }
      below += counts[bucket];
    }
    return 0;
  }

  void clear() {
    Arrays.fill(counts, 0);
    total = 0;
    longestMs = 0;
  }
}
