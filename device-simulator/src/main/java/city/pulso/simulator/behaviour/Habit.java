package city.pulso.simulator.behaviour;

import static city.pulso.simulator.behaviour.CityDay.MINUTE_MS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How an appliance is used. Powers and durations as measured in homes: a kettle draws about 2 kW
 * for minutes, a refrigerator 80 W about 29 times a day whoever is there.
 *
 * @param standbyW power between uses
 * @param watts power in use, about
 * @param minutes length of a use, about
 * @param hours local hours at which it is used, about; empty: it runs by itself, day and night
 */
record Habit(double standbyW, double watts, double minutes, List<Double> hours) {
  private static final double CYCLES_A_DAY = 29;

  /** One use. */
  record Use(long fromMs, long toMs, double watts) {}

  static Habit of(String appliance) {
    return switch (appliance) {
      case "kettle" -> new Habit(0, 2000, 3, List.of(6.8, 10.5, 16.0, 19.5));
      case "microwave" -> new Habit(3, 1250, 2.5, List.of(8.0, 13.0, 19.2));
      case "rice-cooker" -> new Habit(1, 520, 34, List.of(12.0, 18.3));
      case "coffee-maker" -> new Habit(2, 870, 7, List.of(7.3, 15.5));
      case "lamp" -> new Habit(0, 12, 160, List.of(18.6));
      case "washing-machine" -> new Habit(1, 450, 70, List.of(9.5));
      case "refrigerator", "freezer" -> new Habit(0, 80, 20, List.of());
      default -> new Habit(1, 72, 95, List.of(7.5, 13.4, 19.8)); // television and the like
    };
  }

  /** The uses of a local day, in order, none overlapping another. */
  List<Use> day(CityDay day, long epochDay, Chance chance, boolean byPerson) {
    SplittableRandom random = chance.day(epochDay);
    List<Use> uses = new ArrayList<>();
    if (!byPerson || hours.isEmpty()) {
      for (int i = 0; i < CYCLES_A_DAY; i++) {
        uses.add(
            use(day.at(epochDay, 24 * (i + 0.2 * random.nextDouble()) / CYCLES_A_DAY), random));
      }
    } else {
      for (double hour : hours) {
        if (random.nextDouble() < 0.9) {
          uses.add(use(day.at(epochDay, hour + 1.4 * (random.nextDouble() - 0.5)), random));
        }
      }
    }
    uses.sort(Comparator.comparingLong(Use::fromMs));
    List<Use> apart = new ArrayList<>();
    for (Use use : uses) {
      if (apart.isEmpty() || apart.get(apart.size() - 1).toMs() < use.fromMs()) {
        apart.add(use);
      }
    }
    return apart;
  }

  private Use use(long fromMs, SplittableRandom random) {
    double length = minutes * (0.7 + 0.6 * random.nextDouble());
    double drawn = Math.round(watts * (0.92 + 0.16 * random.nextDouble()));
    return new Use(fromMs, fromMs + Math.round(length * MINUTE_MS), drawn);
  }
}
