package city.pulso.jobs.air;

import city.pulso.jobs.air.episode.CityWideRule;
import city.pulso.jobs.air.episode.Group;
import org.jspecify.annotations.Nullable;

/**
 * What {@link CityWideRule} asks about all stations, counted as each changes, so that not every
 * station is looked at for each: only when the newest hour is another one. Plain Java; not
 * thread-safe.
 */
final class CityTally {
  private static final Group[] GROUPS = Group.values();

  private final int[] open = new int[GROUPS.length];
  private final int[] reporting = new int[GROUPS.length];
  private long newestMs;
  private int behind;

  CityTally(Iterable<StationStanding> stations) {
    recount(stations);
  }

  /**
   * A station has come, changed or gone.
   *
   * @param before what it was; null = it was not there
   * @param now what it is; null = it is gone
   * @param stations all of them as they are now
   */
  void changed(
      @Nullable StationStanding before,
      @Nullable StationStanding now,
      Iterable<StationStanding> stations) {
    boolean leaves = before != null && before.hourMs() == newestMs;
    boolean newest = now != null && now.hourMs() == newestMs;
    if (now != null && now.hourMs() > newestMs || leaves && !newest) {
      recount(stations);
      return;
    }
    if (before != null) {
      count(before, -1);
    }
    if (now != null) {
      count(now, 1);
    }
  }

  /** Stations with an open alert of the group. */
  int open(Group group) {
    return open[group.ordinal()];
  }

  /** Stations that report, as the rule means it. */
  int reporting(Group group) {
    return reporting[group.ordinal()];
  }

  /** Whether each station that reports has said the newest hour. */
  boolean everyoneSaid() {
    return behind == 0;
  }

  private void recount(Iterable<StationStanding> stations) {
    newestMs = CityIncident.newestMs(stations);
    behind = 0;
    for (Group group : GROUPS) {
      open[group.ordinal()] = 0;
      reporting[group.ordinal()] = 0;
    }
    for (StationStanding station : stations) {
      count(station, 1);
    }
  }

  private void count(StationStanding station, int by) {
    boolean late = station.hourMs() < newestMs && CityIncident.fresh(station, newestMs);
    behind += late ? by : 0;
    for (Group group : GROUPS) {
      boolean hasAlert = CityIncident.open(station, group) != null;
      open[group.ordinal()] += hasAlert ? by : 0;
      reporting[group.ordinal()] += CityIncident.reports(station, hasAlert, newestMs) ? by : 0;
    }
  }
}
