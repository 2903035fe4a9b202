package city.pulso.jobs.air.outlook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A station's usual day: the mean of each hour of the day, of one pollutant. It remembers about two
 * weeks: older days fade. Immutable.
 *
 * @param means by hour of the day, 24 of them; of an hour never measured 0
 * @param days days each hour of the day was measured on, at most {@link #REMEMBERED_DAYS}
 */
public record DailyProfile(List<Double> means, List<Integer> days) {
  /** Days after which a day counts for little. */
  public static final int REMEMBERED_DAYS = 14;

  /** Of a station never heard. */
  public static final DailyProfile EMPTY =
      new DailyProfile(Collections.nCopies(24, 0.0), Collections.nCopies(24, 0));

  private static final int HOURS = 24;
  private static final long HOUR_MS = 3_600_000L;

  /** Days an hour of the day must have been measured on to count. */
  private static final int NEEDED_DAYS = 3;

  public DailyProfile {
    means = List.copyOf(means);
    days = List.copyOf(days);
    if (means.size() != HOURS || days.size() != HOURS) {
      throw new IllegalArgumentException("a day has " + HOURS + " hours");
    }
  }

  /**
   * With one more hour.
   *
   * @param hourMs start of the hour, Unix milliseconds. Hours of the day are those of UTC, which is
   *     the same as local ones as long as the offset does not change
   * @param mean hourly mean
   */
  public DailyProfile with(long hourMs, double mean) {
    int hour = hourOfDay(hourMs);
    int known = Math.min(days.get(hour) + 1, REMEMBERED_DAYS);
    List<Double> newMeans = new ArrayList<>(means);
    List<Integer> newDays = new ArrayList<>(days);
    newMeans.set(hour, means.get(hour) + (mean - means.get(hour)) / known);
    newDays.set(hour, known);
    return new DailyProfile(newMeans, newDays);
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
    if (days.get(from) < NEEDED_DAYS || days.get(to) < NEEDED_DAYS) {
      return null;
    }
    return Math.max(0, now + means.get(to) - means.get(from));
  }

  private static int hourOfDay(long hourMs) {
    return (int) Math.floorMod(Math.floorDiv(hourMs, HOUR_MS), (long) HOURS);
  }
}
