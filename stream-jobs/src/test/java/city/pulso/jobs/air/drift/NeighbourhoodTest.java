package city.pulso.jobs.air.drift;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class NeighbourhoodTest {
  private static final long DAY = 17_000L * 24 * 3_600_000;

  @Test
  void of_many_stations_the_nearest_are_asked() {
    Random random = new Random(5);
    Map<String, StationHours> city = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      Place place = new Place(-12 + random.nextInt(60) / 200.0, -77 + random.nextInt(60) / 200.0);
      city.put("st-" + i, heard("st-" + i, place, DAY, random.nextInt(500) / 10.0));
    }
    for (String station : city.keySet()) {
      DayPair pair = Neighbourhood.day(station, city, DAY).get(Pollutant.PM2_5);
      assertThat(pair).isNotNull();
      assertThat(pair.neighbours()).as(station).isEqualTo(medianOfNearest(station, city));
    }
  }

  @Test
  void a_station_that_said_nothing_that_day_has_no_neighbours() {
    Map<String, StationHours> city = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      city.put("st-" + i, heard("st-" + i, new Place(-12, -77), DAY, 10));
    }
    city.put("late", heard("late", new Place(-12, -77), DAY + 24 * 3_600_000, 10));
    assertThat(Neighbourhood.day("late", city, DAY)).isEmpty();
    assertThat(Neighbourhood.day("st-1", city, DAY)).isNotEmpty();
  }

  private static double medianOfNearest(String station, Map<String, StationHours> city) {
    Place place = city.get(station).place();
    List<Double> values =
        city.entrySet().stream()
            .filter(other -> !other.getKey().equals(station))
            .filter(o -> place.metresTo(o.getValue().place()) <= Neighbourhood.REACH_M)
            .sorted(
                Comparator.comparingDouble(
                        (Map.Entry<String, StationHours> o) -> place.metresTo(o.getValue().place()))
                    .thenComparing(Map.Entry::getKey))
            .limit(Neighbourhood.MOST)
            .map(other -> other.getValue().hours().get(DAY).get(Pollutant.PM2_5))
            .sorted()
            .toList();
    int middle = values.size() / 2;
    return values.size() % 2 == 1
        ? values.get(middle)
        : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  private static StationHours heard(String id, Place place, long hourMs, double pm25) {
    return StationHours.of(
        new StationHour(id, false, place, hourMs, Map.of(Pollutant.PM2_5, pm25)));
  }
}
