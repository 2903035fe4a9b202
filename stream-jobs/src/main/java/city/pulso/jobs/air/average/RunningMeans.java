package city.pulso.jobs.air.average;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Running means of a station over one averaging time: 1, 8 or 24 hours, the times that guidelines
 * and indices ask for.
 *
 * @param hours the averaging time
 * @param means of every pollutant of which something was heard within it; the others are absent
 */
public record RunningMeans(int hours, Map<Pollutant, RunningMean> means) {
  private static final int[] LONGER = {8, 24};
  private static final int HOUR_S = 3_600;

  public RunningMeans {
    Map<Pollutant, RunningMean> copy = new EnumMap<>(Pollutant.class);
    copy.putAll(means);
    means = Collections.unmodifiableMap(copy);
  }

  /**
   * Over 1, 8 and 24 hours.
   *
   * @param newest readings of the newest hour, which say how much of it is covered
   * @param recent hourly means up to that hour; of the longer times an hour counts whole or not at
   *     all
   */
  public static List<RunningMeans> of(HourBucket newest, RecentHours recent) {
    List<RunningMeans> all = new ArrayList<>();
    Map<Pollutant, RunningMean> hour = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : Pollutant.values()) {
      long coveredS = newest.coveredS(pollutant);
      if (coveredS > 0) {
        int percent = (int) Math.min(100, coveredS * 100 / HOUR_S);
        hour.put(pollutant, new RunningMean(newest.mean(pollutant), percent));
      }
    }
    all.add(new RunningMeans(1, hour));
    for (int hours : LONGER) {
      Map<Pollutant, RunningMean> means = new EnumMap<>(Pollutant.class);
      for (Pollutant pollutant : Pollutant.values()) {
        int present = recent.present(pollutant, hours);
        if (present > 0) {
          means.put(
              pollutant, new RunningMean(recent.mean(pollutant, hours), present * 100 / hours));
        }
      }
      all.add(new RunningMeans(hours, means));
    }
    return all;
  }
}
