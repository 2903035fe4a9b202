package city.pulso.jobs.air.index;

import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.List;
import java.util.Set;

/** One authority's way from hourly means to an index and a category. */
public interface IndexScheme {
  /** Value of the {@code scheme} tag: {@code us-epa}. */
  String tag();

  /** Categories, best first; ranks 1, 2, 3 …. */
  List<IndexCategory> categories();

  /** Index of the newest of these hours, by the averages this scheme asks for. */
  AirIndex index(RecentHours hours);

  /** Pollutants it can judge. */
  default Set<Pollutant> pollutants() {
    return Set.of(
        Pollutant.PM2_5, Pollutant.PM10, Pollutant.O3, Pollutant.NO2, Pollutant.SO2, Pollutant.CO);
  }

  /**
   * What an index does not speak of: particles always, because they decide most hours and the
   * longest averages; any other pollutant only where it is measured. Without this an index of gases
   * alone, in a station's first hours, would pass for good air.
   *
   * @param index what this scheme says of the hour
   * @param measured pollutants of which the station has anything within the last day
   * @return in the order of {@link Pollutant}
   */
  default List<Pollutant> unjudged(AirIndex index, Set<Pollutant> measured) {
    return pollutants().stream()
        .filter(p -> !index.subIndices().containsKey(p))
        .filter(p -> p == Pollutant.PM2_5 || p == Pollutant.PM10 || measured.contains(p))
        .sorted()
        .toList();
  }
}
