package city.pulso.jobs.air.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.pulso.jobs.air.drift.DriftTrack.Pull;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class DriftRuleTest {
  private static final long HOUR = 3_600_000L;

  private final DriftRule rule = new DriftRule();
  private DriftTrack track = DriftTrack.NONE;
  private long day = 17_000;

  @Test
  void a_station_that_leaves_its_usual_place_for_three_days_has_drifted() {
    days(10, 40, 40);
    days(2, 130, 40);
    assertThat(track.drifting()).as("two days may be a fire").isNull();
    days(1, 130, 40);
    assertThat(track.drifting()).isEqualTo(Pollutant.PM2_5);
    assertThat(pull().sinceDay()).as("the first day away").isEqualTo(day - 3);
    assertThat(pull().factor()).isCloseTo(2.8, within(0.01));
    days(1, 45, 40);
    assertThat(track.drifting()).as("one day is not back").isNotNull();
    days(1, 42, 40);
    assertThat(track.drifting()).isNull();
  }

  @Test
  void a_sensor_that_fades_drifts_downwards() {
    days(10, 60, 60);
    days(3, 8, 60);
    assertThat(track.drifting()).isNotNull();
    assertThat(pull().factor()).isLessThan(0.3);
  }

  @Test
  void a_street_that_is_always_worse_than_the_park_has_not_drifted() {
    days(60, 75, 30);
    assertThat(track.drifting()).isNull();
    days(5, 150, 62);
    assertThat(track.drifting()).as("worse days for all").isNull();
  }

  @Test
  void a_bad_day_of_the_whole_neighbourhood_is_none() {
    days(10, 20, 20);
    days(5, 480, 450);
    assertThat(track.drifting()).isNull();
  }

  @Test
  void clean_air_makes_no_drift_of_nothing() {
    days(10, 3, 3);
    days(5, 9, 1);
    assertThat(track.drifting()).isNull();
  }

  @Test
  void a_new_station_is_judged_by_a_wider_limit_until_it_is_known() {
    days(3, 90, 30);
    assertThat(track.drifting()).as("2.5 times").isNull();
    track = DriftTrack.NONE;
    days(3, 400, 30);
    assertThat(track.drifting()).isNotNull();
  }

  @Test
  void days_away_teach_nothing_and_days_without_comparison_conclude_nothing() {
    days(10, 40, 40);
    double usual = pull().usual();
    days(30, 200, 40);
    assertThat(pull().usual()).isEqualTo(usual);
    assertThat(track.drifting()).isNotNull();
    track = rule.day(track, day++, Map.of());
    track = rule.day(track, day++, Map.of(Pollutant.PM2_5, new DayPair(40, 40, 11)));
    assertThat(track.drifting()).isNotNull();
    assertThat(rule.day(track, day - 5, Map.of())).as("an old day").isEqualTo(track);
  }

  @Test
  void a_day_is_compared_with_the_median_of_the_stations_around_over_common_hours() {
    long dayMs = day * 24 * HOUR;
    Map<String, StationHours> city = new HashMap<>();
    for (int hour = 0; hour < 24; hour++) {
      put(city, "own", 0, dayMs + hour * HOUR, 30);
      put(city, "a", 0.01, dayMs + hour * HOUR, 10);
      put(city, "b", 0.02, dayMs + hour * HOUR, 20);
      if (hour < 20) {
        put(city, "c", 0.03, dayMs + hour * HOUR, 400);
      }
      put(city, "far away", 1, dayMs + hour * HOUR, 900);
    }
    DayPair pair = Neighbourhood.day("own", city, dayMs).get(Pollutant.PM2_5);
    assertThat(pair.own()).isEqualTo(30);
    assertThat(pair.neighbours()).as("20 in 20 hours, 15 in 4").isCloseTo(19.17, within(0.01));
    assertThat(pair.hours()).isEqualTo(24);
    city.remove("b");
    city.remove("c");
    assertThat(Neighbourhood.day("own", city, dayMs)).as("one neighbour says nothing").isEmpty();
    assertThat(Neighbourhood.day("unknown", city, dayMs)).isEmpty();
  }

  private static void put(
      Map<String, StationHours> city, String station, double north, long hourMs, double pm25) {
    StationHour hour =
        new StationHour(
            station, false, new Place(-12 + north, -77), hourMs, Map.of(Pollutant.PM2_5, pm25));
    city.merge(station, StationHours.of(hour), (known, first) -> known.with(hour));
  }

  private void days(int count, double own, double neighbours) {
    for (int i = 0; i < count; i++) {
      track = rule.day(track, day, Map.of(Pollutant.PM2_5, new DayPair(own, neighbours, 24)));
      day++;
    }
  }

  private Pull pull() {
    return track.pulls().get(Pollutant.PM2_5);
  }
}
