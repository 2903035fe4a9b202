package city.pulso.jobs.air.quality;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.QualityControl.Neighbours;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class QualityControlTest {
  private static final long HOUR = 3_600_000L;
  private static final long MINUTE = 60_000L;

  private final QualityControl control = new QualityControl(QualityConfig.standard());
  private QualityMemory memory = QualityMemory.EMPTY;

  @ParameterizedTest
  @ValueSource(doubles = {-1, -2, -9, -999, -9999, Double.NaN, Double.POSITIVE_INFINITY, 1000.1})
  void codes_and_impossible_values_enter_no_average(double value) {
    Verdict verdict = hourly(0, Quantity.PM2_5, value);
    assertThat(verdict.accepted()).isEmpty();
    assertThat(verdict.excluded()).isTrue();
    assertThat(verdict.texts()).hasSize(1);
  }

  @Test
  void a_flagged_pollutant_leaves_the_others_of_its_reading_alone() {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.PM2_5, -1.0);
    values.put(Quantity.PM10, 30.0);
    values.put(Quantity.NO2, -3.2);
    Verdict verdict = control.judge(new AirSample(0, 3600, values), memory);
    assertThat(verdict.texts()).containsExactly("pm2_5:sentinel");
    assertThat(verdict.accepted()).containsOnlyKeys(Pollutant.PM10, Pollutant.NO2);
  }

  @Test
  void pm2_5_above_pm10_beyond_the_noise_doubts_both() {
    assertThat(particles(36.0, 30.0).texts()).isEmpty();
    assertThat(particles(36.1, 30.0).texts())
        .containsExactly("pm2_5:pm2_5-above-pm10", "pm10:pm2_5-above-pm10");
    assertThat(particles(36.1, 30.0).accepted()).isEmpty();
  }

  @Test
  void six_identical_hours_at_a_tenth_are_stuck_and_five_are_not() {
    for (int hour = 0; hour < 5; hour++) {
      assertThat(hourly(hour, Quantity.PM2_5, 12.3).texts()).as("hour %s", hour).isEmpty();
    }
    assertThat(hourly(5, Quantity.PM2_5, 12.3).texts()).containsExactly("pm2_5:stuck");
    assertThat(hourly(6, Quantity.PM2_5, 12.4).texts()).isEmpty();
  }

  @Test
  void whole_numbers_may_repeat_for_longer_because_the_instrument_may_know_no_finer() {
    for (int hour = 0; hour < 11; hour++) {
      assertThat(hourly(hour, Quantity.PM2_5, 12).texts()).isEmpty();
    }
    assertThat(hourly(11, Quantity.PM2_5, 12).texts()).containsExactly("pm2_5:stuck");
  }

  @Test
  void a_gap_ends_a_run() {
    for (int hour = 0; hour < 5; hour++) {
      hourly(hour, Quantity.PM2_5, 12.3);
    }
    assertThat(hourly(9, Quantity.PM2_5, 12.3).texts()).isEmpty();
  }

  @Test
  void carbon_monoxide_repeats_for_most_of_a_day_and_saturated_humidity_for_ever() {
    for (int hour = 0; hour < 23; hour++) {
      assertThat(hourly(hour, Quantity.CO, 0.5).texts()).isEmpty();
    }
    assertThat(hourly(23, Quantity.CO, 0.5).texts()).containsExactly("co:stuck");
    for (int hour = 100; hour < 172; hour++) {
      assertThat(hourly(hour, Quantity.HUMIDITY, 99.9).texts()).isEmpty();
    }
  }

  @Test
  void ozone_used_up_at_night_is_not_stuck() {
    for (int hour = 0; hour < 14; hour++) {
      assertThat(hourly(hour, Quantity.O3, 0.9).texts()).isEmpty();
    }
  }

  @Test
  void a_lone_jump_is_a_spike_only_when_the_neighbours_are_quiet() {
    double[] values = {20, 22, 21, 20};
    for (int hour = 0; hour < 4; hour++) {
      hourly(hour, Quantity.PM10, values[hour]);
    }
    AirSample jump = sample(4, Quantity.PM10, 400);
    Verdict quiet = control.judge(jump, memory, Neighbours.QUIET);
    assertThat(quiet.texts()).containsExactly("pm10:spike");
    assertThat(quiet.accepted()).isEmpty();
    assertThat(control.judge(jump, memory, Neighbours.MOVING).texts()).isEmpty();
    Verdict unknown = control.judge(jump, memory, Neighbours.UNKNOWN);
    assertThat(unknown.texts()).containsExactly("pm10:spike-suspected");
    assertThat(unknown.accepted()).containsKey(Pollutant.PM10);
  }

  @Test
  void temperature_that_jumps_within_a_minute_is_noted() {
    hourly(0, Quantity.TEMPERATURE, 20);
    AirSample next = new AirSample(HOUR + MINUTE, 0, Map.of(Quantity.TEMPERATURE, 26.0));
    assertThat(control.judge(next, memory).texts()).containsExactly("temperature:rate");
  }

  @Test
  void a_reading_older_than_the_newest_is_judged_on_its_own() {
    for (int hour = 0; hour < 5; hour++) {
      hourly(hour, Quantity.PM2_5, 12.3);
    }
    assertThat(hourly(2, Quantity.PM2_5, 99.9).texts()).isEmpty();
    assertThat(hourly(5, Quantity.PM2_5, 12.3).texts()).containsExactly("pm2_5:stuck");
  }

  @Test
  void minute_values_of_a_day_keep_the_memory_small() {
    for (int minute = 0; minute < 1_440; minute++) {
      AirSample sample =
          new AirSample(minute * MINUTE, 60, Map.of(Quantity.PM2_5, 10.1 + minute % 7));
      memory = control.judge(sample, memory).memory();
    }
    assertThat(memory.track(Quantity.PM2_5).recent().size()).isLessThanOrEqualTo(19);
  }

  @Test
  void gas_cells_warm_up_for_an_hour_after_they_were_switched_on_and_particles_do_not() {
    assertThat(minute(0, 10, WarmUp.ELECTROCHEMICAL).texts()).containsExactly("o3:warm-up");
    Verdict warming = minute(59, 10.5, WarmUp.ELECTROCHEMICAL);
    assertThat(warming.texts()).containsExactly("o3:warm-up");
    assertThat(warming.accepted()).containsOnlyKeys(Pollutant.PM2_5);
    assertThat(minute(60, 11, WarmUp.ELECTROCHEMICAL).texts()).isEmpty();
    assertThat(minute(170, 11.5, WarmUp.ELECTROCHEMICAL).texts()).as("heard on").isEmpty();
    assertThat(minute(300, 12, WarmUp.ELECTROCHEMICAL).texts())
        .as("silent for more than two hours: it was off")
        .containsExactly("o3:warm-up");
    assertThat(minute(361, 13, WarmUp.NONE).texts()).isEmpty();
  }

  @Test
  void only_low_cost_modules_warm_up() {
    assertThat(WarmUp.of("low-cost-optical")).isEqualTo(WarmUp.ELECTROCHEMICAL);
    assertThat(WarmUp.of("reference")).isEqualTo(WarmUp.NONE);
    assertThat(WarmUp.of("")).isEqualTo(WarmUp.NONE);
    assertThat(minute(0, 10, WarmUp.NONE).texts()).isEmpty();
  }

  @Test
  void what_a_device_without_a_clock_sends_again_enters_no_average_twice() {
    assertThat(sent(0, 7, 12.5).texts()).isEmpty();
    assertThat(sent(1, 8, 12.6).texts()).isEmpty();
    Verdict again = sent(2, 7, 12.5);
    assertThat(again.texts()).containsExactly("pm2_5:duplicate");
    assertThat(again.accepted()).isEmpty();
    assertThat(again.excluded()).isTrue();
    assertThat(sent(3, 7, 12.7).texts()).as("a counter that began anew").isEmpty();
    assertThat(sent(4, 0, 12.7).texts()).as("no counter").isEmpty();
    for (int i = 0; i < 100; i++) {
      sent(5 + i, 100 + i, 12 + i % 7);
    }
    assertThat(memory.device().sent().size()).isEqualTo(32);
  }

  private Verdict sent(int minute, long sequence, double pm25) {
    AirSample sample =
        new AirSample(minute * MINUTE, 0, Map.of(Quantity.PM2_5, pm25), sequence, null);
    Verdict verdict = control.judge(sample, memory);
    memory = verdict.memory();
    return verdict;
  }

  private Verdict minute(int minute, double value, WarmUp warmUp) {
    AirSample sample =
        new AirSample(minute * MINUTE, 0, Map.of(Quantity.PM2_5, value, Quantity.O3, value));
    Verdict verdict = control.judge(sample, memory, Neighbours.UNKNOWN, warmUp);
    memory = verdict.memory();
    return verdict;
  }

  private Verdict particles(double fine, double coarse) {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.PM2_5, fine);
    values.put(Quantity.PM10, coarse);
    return control.judge(new AirSample(0, 3600, values), QualityMemory.EMPTY);
  }

  private Verdict hourly(int hour, Quantity quantity, double value) {
    Verdict verdict = control.judge(sample(hour, quantity, value), memory);
    memory = verdict.memory();
    return verdict;
  }

  private static AirSample sample(int hour, Quantity quantity, double value) {
    return new AirSample((hour + 1) * HOUR, 3600, Map.of(quantity, value));
  }
}
