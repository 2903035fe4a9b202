package city.pulso.jobs.air.station;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.quality.Flag;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a station did in an hour.
 *
 * @param hourMs start of the hour, Unix milliseconds
 * @param revision that of the hour
 * @param readings readings received for it
 * @param flagged of them, those with a value that entered no mean
 * @param completePercent share of the hour the readings stand for, whatever quality control says
 * @param reasons readings by what was noted of them; absent = none
 * @param lastSeenMs time of the newest reading up to the end of the hour; null = not known
 * @param batteryPercent newest battery reported; null = never
 */
public record HourHealth(
    long hourMs,
    int revision,
    int readings,
    int flagged,
    int completePercent,
    Map<Flag, Integer> reasons,
    @Nullable Long lastSeenMs,
    @Nullable Integer batteryPercent) {

  private static final int HOUR_S = 3_600;

  public HourHealth {
    Map<Flag, Integer> copy = new EnumMap<>(Flag.class);
    copy.putAll(reasons);
    reasons = Collections.unmodifiableMap(copy);
  }

  /**
   * Of an hour.
   *
   * @param latest newest values of the station
   */
  static HourHealth of(HourRecord hour, HourBucket bucket, Progress.Latest latest) {
    Map<Flag, Integer> reasons = new EnumMap<>(Flag.class);
    int[] noted = bucket.noted();
    for (Flag flag : Flag.values()) {
      int readings = noted[Integer.numberOfTrailingZeros(flag.bit())];
      if (readings > 0) {
        reasons.put(flag, readings);
      }
    }
    int percent = (int) Math.min(100, bucket.heardS() * 100 / HOUR_S);
    return new HourHealth(
        hour.hourMs(),
        hour.revision(),
        hour.readings(),
        hour.flagged(),
        percent,
        reasons,
        lastSeenMs(hour.hourMs() + HourBucket.HOUR_MS, bucket, latest),
        latest.batteryPercent());
  }

  private static @Nullable Long lastSeenMs(long endMs, HourBucket bucket, Progress.Latest latest) {
    if (bucket.newestMs() != null) {
      return bucket.newestMs();
    }
    boolean before = latest.observedAtMs() != 0 && latest.observedAtMs() <= endMs;
    return before ? (Long) latest.observedAtMs() : null;
  }
}
