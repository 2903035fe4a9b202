package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An hour of one station that jumps away from its own last three hours while every neighbour stays
 * where it was. The station's own index keeps it, because a fire may be local; the sites around are
 * not estimated with it. A dust front or fireworks move neighbours too, and then it counts.
 */
final class LoneSpike {
  /** Beyond so many MADs of its last hours a station has jumped (10 in the FILTER framework). */
  private static final double JUMPED = 10;

  /** Beyond so many it moves, which is enough to believe the other. */
  private static final double MOVES = 3;

  private static final double REACH_M = 15_000;
  private static final int FEWEST = 2;
  private static final int HOURS = 3;
  private static final long HOUR_MS = SiteExposure.HOUR_MS;

  /** Smallest deviation that counts for a movement: particles in ug/m3, gases in ppb, CO in ppm. */
  private static final Map<Pollutant, Double> NOISE =
      Map.of(
          Pollutant.PM2_5, 3.0,
          Pollutant.PM10, 5.0,
          Pollutant.O3, 3.0,
          Pollutant.NO2, 3.0,
          Pollutant.SO2, 2.0,
          Pollutant.CO, 0.2,
          Pollutant.H2S, 3.0);

  private LoneSpike() {}

  /** Whether the hour is one; with fewer than two neighbours that can be asked it never is. */
  static boolean is(
      String station, Map<String, StationHours> city, long hourMs, Pollutant pollutant) {
    StationHours own = city.get(station);
    Double moved = own == null ? null : moved(own, hourMs, pollutant);
    if (own == null || moved == null || moved <= JUMPED) {
      return false;
    }
    int quiet = 0;
    for (Map.Entry<String, StationHours> other : city.entrySet()) {
      if (!other.getKey().equals(station)
          && own.place().metresTo(other.getValue().place()) <= REACH_M) {
        Double movement = moved(other.getValue(), hourMs, pollutant);
        if (movement != null && movement > MOVES) {
          return false;
        }
        quiet += movement == null ? 0 : 1;
      }
    }
    return quiet >= FEWEST;
  }

  /** Deviation from the median of its last three hours, in their MADs; null without all of them. */
  private static @Nullable Double moved(StationHours station, long hourMs, Pollutant pollutant) {
    Double now = value(station, hourMs, pollutant);
    List<Double> before = new ArrayList<>();
    for (int age = 1; age <= HOURS; age++) {
      Double value = value(station, hourMs - age * HOUR_MS, pollutant);
      if (value != null) {
        before.add(value);
      }
    }
    if (now == null || before.size() < HOURS) {
      return null;
    }
    double median = middle(before);
    double mad = middle(before.stream().map(value -> Math.abs(value - median)).toList());
    return Math.abs(now - median) / Math.max(mad, NOISE.getOrDefault(pollutant, 1.0));
  }

  private static @Nullable Double value(StationHours station, long hourMs, Pollutant pollutant) {
    return station.hours().getOrDefault(hourMs, Map.of()).get(pollutant);
  }

  private static double middle(List<Double> three) {
    List<Double> sorted = new ArrayList<>(three);
    Collections.sort(sorted);
    return sorted.get(1);
  }
}
