package city.pulso.edge.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds what one device may send: so many readings a second over time, and {@value #BURST_S} times
 * as many at once, so that a device may catch up after an outage. Counts by the gateway's clock. At
 * most {@value #DEVICES} devices are remembered; the one heard least recently starts anew. Threads:
 * any.
 */
final class Rates {
  static final int BURST_S = 100;
  private static final int DEVICES = 4096;

  private final int perSecond;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > DEVICES;
        }
      };

  /**
   * @param perSecond readings; 0 = no bound
   */
  Rates(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Readings a second that are accepted over time; 0 = no bound. */
  int perSecond() {
    return perSecond;
  }

  /** Takes so many readings of a device, or none and answers false. */
  synchronized boolean take(String device, int readings, long nowMs) {
    if (perSecond == 0) {
      return true;
    }
    double most = (double) perSecond * BURST_S;
    Bucket bucket = buckets.computeIfAbsent(device, d -> new Bucket(most, nowMs));
    double passedS = Math.max(0, nowMs - bucket.atMs) / 1000.0;
    bucket.left = Math.min(most, bucket.left + passedS * perSecond);
    bucket.atMs = nowMs;
    if (bucket.left < readings) {
      return false;
    }
    bucket.left -= readings;
    return true;
  }

  private static final class Bucket {
    private double left;
    private long atMs;

    Bucket(double left, long atMs) {
      this.left = left;
      this.atMs = atMs;
    }
  }
}
