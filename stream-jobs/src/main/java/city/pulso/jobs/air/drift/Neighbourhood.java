package city.pulso.jobs.air.drift;

import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The stations around a station. */
public final class Neighbourhood {
  /** How far it reaches, metres (Hassani et al. 2025: 12 to 20 km by season). */
  public static final double REACH_M = 15_000;

  /** Fewer neighbours say nothing. */
  public static final int FEWEST = 2;

  /** Of more neighbours the nearest are asked: their median says no less, at a bounded price. */
  public static final int MOST = 32;

  /** Metres per degree of latitude, a little less than anywhere on Earth. */
  private static final double LEAST_M_PER_DEGREE = 110_500;

  private static final long HOUR_MS = 3_600_000L;
  private static final int HOURS = 24;
  private static final Comparator<Neighbour> FARTHEST_FIRST =
      Comparator.comparingDouble(Neighbour::metres).thenComparing(Neighbour::id).reversed();

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
    if (own == null || !heard(own, dayMs)) {
      return pairs;
    }
    List<StationHours> around = around(station, own.place(), city);
    List<Hour> day = new ArrayList<>(HOURS);
    for (int hour = 0; hour < HOURS; hour++) {
      Map<Pollutant, Double> means = own.hours().get(dayMs + hour * HOUR_MS);
      if (means != null) {
        day.add(new Hour(means, means(around, dayMs + hour * HOUR_MS)));
      }
    }
    for (Pollutant pollutant : Pollutant.values()) {
      double ownSum = 0;
      double otherSum = 0;
      int hours = 0;
      for (Hour hour : day) {
        Double mean = hour.own().get(pollutant);
        if (mean == null) {
          continue;
        }
        List<Double> others = values(hour.others(), pollutant);
        if (others.size() >= FEWEST) {
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

  /** An hour of the station, and of those around it that have said it. */
  private record Hour(Map<Pollutant, Double> own, List<Map<Pollutant, Double>> others) {}

  private record Neighbour(double metres, String id, StationHours hours) {}

  private static List<StationHours> around(
      String station, Place place, Map<String, StationHours> city) {
    PriorityQueue<Neighbour> around = new PriorityQueue<>(MOST + 1, FARTHEST_FIRST);
    city.forEach(
        (id, other) -> {
          Neighbour farthest = around.size() < MOST ? null : around.peek();
          double limit = farthest == null ? REACH_M : farthest.metres();
          double north = Math.abs(other.place().latitude() - place.latitude());
          if (north * LEAST_M_PER_DEGREE <= limit && !id.equals(station)) {
            double metres = place.metresTo(other.place());
            if (metres <= limit) {
              around.add(new Neighbour(metres, id, other));
            }
            if (around.size() > MOST) {
              around.remove();
            }
          }
        });
    return around.stream().map(Neighbour::hours).toList();
  }

  private static boolean heard(StationHours own, long dayMs) {
    for (int hour = 0; hour < HOURS; hour++) {
      if (own.hours().containsKey(dayMs + hour * HOUR_MS)) {
        return true;
      }
    }
    return false;
  }

  private static List<Map<Pollutant, Double>> means(List<StationHours> stations, long hourMs) {
    List<Map<Pollutant, Double>> means = new ArrayList<>(stations.size());
    for (StationHours station : stations) {
      Map<Pollutant, Double> said = station.hours().get(hourMs);
      if (said != null) {
        means.add(said);
      }
    }
    return means;
  }

  private static List<Double> values(List<Map<Pollutant, Double>> means, Pollutant pollutant) {
    List<Double> values = new ArrayList<>(means.size());
    for (Map<Pollutant, Double> said : means) {
      Double value = said.get(pollutant);
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
