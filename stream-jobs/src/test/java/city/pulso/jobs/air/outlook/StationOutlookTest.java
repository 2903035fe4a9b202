package city.pulso.jobs.air.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.pulso.jobs.air.outlook.StationOutlook.Forecast;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class StationOutlookTest {
  private static final long HOUR = 3_600_000L;

  private final StationOutlook rules = new StationOutlook();
  private OutlookMemory memory = OutlookMemory.NONE;

  @Test
  void a_day_that_repeats_itself_is_looked_ahead_at_once_it_has_proved_so() {
    int first = -1;
    List<Forecast> newest = List.of();
    for (int hour = 0; hour < 24 * 8; hour++) {
      newest = hour(hour, usual(hour));
      first = first < 0 && !newest.isEmpty() ? hour : first;
    }
    assertThat(first).as("three days to learn, four to prove it").isBetween(24 * 7 - 2, 24 * 7 + 6);
    assertThat(newest).extracting(Forecast::hoursAhead).containsExactly(1, 3);
    assertThat(newest.get(1).value()).isCloseTo(usual(24 * 8 + 2), within(1e-6));
    assertThat(newest.get(1).hourMs()).isEqualTo((24 * 8 + 2) * HOUR);
    assertThat(newest.get(1).score().rmse()).isLessThan(newest.get(1).score().persistenceRmse());
  }

  @Test
  void where_the_day_has_no_shape_persistence_is_not_beaten_and_nothing_is_said() {
    Random chance = new Random(3);
    double walk = 50;
    for (int hour = 0; hour < 24 * 30; hour++) {
      walk = Math.max(0, walk + chance.nextGaussian());
      assertThat(hour(hour, walk)).as("hour %s", hour).isEmpty();
    }
  }

  @Test
  void what_stops_repeating_itself_is_no_longer_looked_ahead_at() {
    for (int hour = 0; hour < 24 * 10; hour++) {
      hour(hour, usual(hour));
    }
    List<Forecast> newest = List.of();
    for (int hour = 24 * 10; hour < 24 * 25; hour++) {
      newest = hour(hour, 30);
    }
    assertThat(newest).isEmpty();
  }

  @Test
  void a_forecast_is_checked_before_its_hour_teaches_anything() {
    for (int hour = 0; hour < 24 * 3; hour++) {
      hour(hour, 10);
    }
    hour(24 * 3, 110);
    Score score = memory.learnt().get(Pollutant.PM2_5).scores().get(0);
    assertThat(score.forecasts()).as("the profile knows three days since the last hour").isOne();
    assertThat(score.rmse()).isEqualTo(100);
  }

  @Test
  void late_data_and_a_gap_teach_nothing_and_a_silent_hour_says_nothing() {
    for (int hour = 0; hour < 24 * 8; hour++) {
      hour(hour, usual(hour));
    }
    OutlookMemory before = memory;
    assertThat(hour(24 * 8 - 3, 999)).isEmpty();
    assertThat(memory).isEqualTo(before);
    memory = rules.hour(memory, 24 * 8 * HOUR, Map.of()).memory();
    assertThat(memory.given()).isFalse();
    assertThat(memory.recent()).hasSize(3);
  }

  /** Rises and falls by tens within a day. */
  private static double usual(int hour) {
    return 40 + 30 * Math.sin(2 * Math.PI * (hour % 24) / 24);
  }

  private List<Forecast> hour(int hour, double pm25) {
    StationOutlook.Step step = rules.hour(memory, hour * HOUR, Map.of(Pollutant.PM2_5, pm25));
    memory = step.memory();
    return step.forecasts();
  }
}
