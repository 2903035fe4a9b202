package city.pulso.jobs.air.outlook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A station's usual day: the mean of each hour of the day, of one pollutant. */
public final class DailyProfile {
  private static final int HOURS = 24;
  private static final long HOUR_MS = 3_600_000L;

  /** Days an hour of the day must have been measured on to count. */
  private static final int NEEDED_DAYS = 3;

  private final double[] sums = new double[HOURS];
  private final int[] days = new int[HOURS];

  /**
   * Learns from these hours.
   *
   * @param means hourly means by start of the hour, Unix milliseconds. Hours of the day are those
   *     of UTC, which is the same as local ones as long as the offset does not change
   */
  public DailyProfile(Map<Long, Double> means) {
    means.forEach(
        (hourMs, mean) -> {
          sums[hourOfDay(hourMs)] += mean;
          days[hourOfDay(hourMs)]++;
        });
  }

  /**
   * The outlook.
   *
   * @param now the newest hourly mean
   * @param hourMs start of its hour, Unix milliseconds
   * @param hoursAhead hours from there
   * @return the mean then, never below zero; null where the profile knows too few days
   */
  public @Nullable Double outlook(double now, long hourMs, int hoursAhead) {
    int from = hourOfDay(hourMs);
    int to = hourOfDay(hourMs + hoursAhead * HOUR_MS);
    if (days[from] < NEEDED_DAYS || days[to] < NEEDED_DAYS) {
      return null;
    }
    return Math.max(0, now + sums[to] / days[to] - sums[from] / days[from]);
  }

  private static int hourOfDay(long hourMs) {
    return (int) Math.floorMod(Math.floorDiv(hourMs, HOUR_MS), (long) HOURS);
  }
}
