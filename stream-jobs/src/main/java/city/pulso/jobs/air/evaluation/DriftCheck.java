package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.drift.DriftRule;
import city.pulso.jobs.air.drift.DriftTrack;
import city.pulso.jobs.air.drift.Neighbourhood;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Runs the job's drift rule over a recording, day by day. */
final class DriftCheck {
  private static final long DAY_MS = 24 * 3_600_000L;

  private DriftCheck() {}

  /**
   * Stations that left their neighbourhood at some time.
   *
   * @param hourly means by station and start of the hour, Unix milliseconds
   * @param places of the stations; without any nothing is compared
   */
  static List<AirEvaluation.Drift> of(
      Map<String, Map<Long, Map<Pollutant, BigDecimal>>> hourly, Map<String, Place> places) {
    List<AirEvaluation.Drift> drifts = new ArrayList<>();
    Map<String, StationHours> city = new HashMap<>();
    hourly.forEach(
        (station, hours) -> {
          Place place = places.get(station);
          if (place != null && !hours.isEmpty()) {
            city.put(station, new StationHours(place, doubles(hours)));
          }
        });
    for (Map.Entry<String, StationHours> station : new TreeMap<>(city).entrySet()) {
      NavigableMap<Long, Map<Pollutant, Double>> hours = station.getValue().hours();
      long first = Math.floorDiv(hours.firstKey(), DAY_MS);
      long last = Math.floorDiv(hours.lastKey(), DAY_MS);
      DriftTrack track = DriftTrack.NONE;
      Pollutant before = null;
      for (long day = first; day <= last; day++) {
        track =
            new DriftRule()
                .day(track, day, Neighbourhood.day(station.getKey(), city, day * DAY_MS));
        Pollutant now = track.drifting();
        if (now != null && before == null) {
          drifts.add(new AirEvaluation.Drift(station.getKey(), now, day * DAY_MS));
        }
        before = now;
      }
    }
    return drifts;
  }

  private static NavigableMap<Long, Map<Pollutant, Double>> doubles(
      Map<Long, Map<Pollutant, BigDecimal>> hours) {
    NavigableMap<Long, Map<Pollutant, Double>> doubles = new TreeMap<>();
    hours.forEach(
        (hourMs, means) -> {
          Map<Pollutant, Double> values = new EnumMap<>(Pollutant.class);
          means.forEach((pollutant, mean) -> values.put(pollutant, mean.doubleValue()));
          doubles.put(hourMs, values);
        });
    return doubles;
  }
}
