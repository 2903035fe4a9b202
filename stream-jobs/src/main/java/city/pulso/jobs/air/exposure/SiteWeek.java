package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The newest days of a site, as far as a dose over seven of them needs and late data can still
 * change. Immutable; at most {@link SiteDose#KEPT_HOURS} hours.
 *
 * @param hours by start of the hour, Unix milliseconds
 * @param changedFromMs start of the oldest hour that late data changed and whose doses have not
 *     been said again; {@link Long#MAX_VALUE} = none
 */
public record SiteWeek(NavigableMap<Long, Hour> hours, long changedFromMs) {
  /** Of a site never heard. */
  public static final SiteWeek NONE = new SiteWeek(new TreeMap<>(), Long.MAX_VALUE);

  public SiteWeek {
    hours = Collections.unmodifiableNavigableMap(new TreeMap<>(hours));
  }

  /** How often the doses that end with an hour have been said; 0 = not yet. */
  public int revision(long hourMs) {
    Hour hour = hours.get(hourMs);
    return hour == null ? 0 : hour.revision();
  }

  /**
   * One hour.
   *
   * @param values estimated means in each pollutant's own unit; without an estimate absent
   * @param ranks category rank by each scheme, in the order of the schemes; 0 = no data
   * @param revision how often the doses that end with this hour have been said; 0 = not yet
   */
  public record Hour(Map<Pollutant, Double> values, List<Integer> ranks, int revision) {
    public Hour {
      Map<Pollutant, Double> copy = new EnumMap<>(Pollutant.class);
      copy.putAll(values);
      values = Collections.unmodifiableMap(copy);
      ranks = List.copyOf(ranks);
    }

    Hour ranked(List<Integer> newRanks) {
      return new Hour(values, newRanks, revision);
    }

    Hour saidAgain() {
      return new Hour(values, ranks, revision + 1);
    }
  }
}
