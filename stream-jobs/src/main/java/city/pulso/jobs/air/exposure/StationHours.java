package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a station said of its newest hours. Immutable.
 *
 * @param place where it stands
 * @param hours means by start of the hour, Unix milliseconds; never empty; an hour without any mean
 *     has been said too
 */
public record StationHours(Place place, NavigableMap<Long, Map<Pollutant, Double>> hours) {
  public StationHours {
    hours = Collections.unmodifiableNavigableMap(new TreeMap<>(hours));
  }

  /** The first hour of a station. */
  public static StationHours of(StationHour hour) {
    return new StationHours(hour.place(), new TreeMap<>(Map.of(hour.hourMs(), hour.means())));
  }

  /**
   * With one more hour, or an hour said again; hours that are too old for the sites are dropped.
   */
  public StationHours with(StationHour hour) {
    NavigableMap<Long, Map<Pollutant, Double>> more = new TreeMap<>(hours);
    more.put(hour.hourMs(), hour.means());
    more.headMap(more.lastKey() - SiteExposure.KEPT_MS).clear();
    return new StationHours(hour.place(), more);
  }
}
