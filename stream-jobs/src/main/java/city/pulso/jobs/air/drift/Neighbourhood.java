package city.pulso.jobs.air.drift;

import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The stations around a station. */
public final class Neighbourhood {
  /** How far it reaches, metres (Hassani et al. 2025: 12 to 20 km by season). */
  public static final double REACH_M = 15_000;

  /** Fewer neighbours say nothing. */
  public static final int FEWEST = 2;

  private static final long HOUR_MS = 3_600_000L;
  private static final int HOURS = 24;

  private Neighbourhood() {}

  /**
   * A day of a station against its neighbours.
   *
   * @param station id of the station; one without a place has no neighbours
   * @param city the newest hours of every station
   * @param dayMs start of the day, Unix milliseconds
   * @return pollutants of which both have something
   */
  public static Map<Pollutant, DayPair> day(
      String station, Map<String, StationHours> city, long dayMs) {
    Map<Pollutant, DayPair> pairs = new EnumMap<>(Pollutant.class);
    StationHours own = city.get(station);
    if (own == null) {
      return pairs;
    }
    List<StationHours> around = around(station, own.place(), city);
    for (Pollutant pollutant : Pollutant.values()) {
      double ownSum = 0;
      double otherSum = 0;
      int hours = 0;
      for (int hour = 0; hour < HOURS; hour++) {
        long hourMs = dayMs + hour * HOUR_MS;
        Double mean = own.hours().getOrDefault(hourMs, Map.of()).get(pollutant);
        List<Double> others = values(around, hourMs, pollutant);
        if (mean != null && others.size() >= FEWEST) {
          ownSum += mean;
          otherSum += median(others);
          hours++;
        }
      }
      if (hours > 0) {
        pairs.put(pollutant, new DayPair(ownSum / hours, otherSum / hours, hours));
      }
    }
    return pairs;
  }

  private static List<StationHours> around(
      String station, Place place, Map<String, StationHours> city) {
    List<StationHours> around = new ArrayList<>();
    city.forEach(
        (id, other) -> {
          if (!id.equals(station) && place.metresTo(other.place()) <= REACH_M) {
            around.add(other);
          }
        });
    return around;
  }

  private static List<Double> values(
      List<StationHours> stations, long hourMs, Pollutant pollutant) {
    List<Double> values = new ArrayList<>();
    for (StationHours station : stations) {
      Double value = station.hours().getOrDefault(hourMs, Map.of()).get(pollutant);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
