package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A station said an hour, or said it again; or the station is gone.
 *
 * @param station id of the station
 * @param removed the registry no longer has it; the rest then means nothing
 * @param place where it stands
 * @param hourMs start of the hour, Unix milliseconds
 * @param means hourly means that are complete enough, in each pollutant's unit
 */
public record StationHour(
    String station, boolean removed, Place place, long hourMs, Map<Pollutant, Double> means) {

  public StationHour {
    Map<Pollutant, Double> copy = new EnumMap<>(Pollutant.class);
    copy.putAll(means);
    means = Collections.unmodifiableMap(copy);
  }

  /** The station is gone. */
  public static StationHour removed(String station) {
    return new StationHour(station, true, new Place(0, 0), 0, Map.of());
  }
}
