package city.pulso.jobs.air.average;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.average.HourBucket.Slot;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HourBucketTest {
  private static final long TEN = 10 * HourBucket.HOUR_MS;
  private static final long MINUTE = 60_000;

  @Test
  void an_hourly_mean_observed_at_ten_is_the_hour_from_nine_to_ten() {
    assertThat(HourBucket.hourOf(TEN, 3_600)).isEqualTo(TEN - HourBucket.HOUR_MS);
    assertThat(HourBucket.hourOf(TEN + 5 * MINUTE, 3_600)).isEqualTo(TEN - HourBucket.HOUR_MS);
    assertThat(HourBucket.hourOf(TEN, 60)).isEqualTo(TEN - HourBucket.HOUR_MS);
    assertThat(HourBucket.hourOf(TEN, 0)).isEqualTo(TEN);
  }

  @Test
  void forty_five_minutes_of_sixty_make_an_hour_and_forty_four_do_not() {
    assertThat(minutes(45, 7.5).mean(Pollutant.PM2_5)).isEqualByComparingTo("7.5");
    assertThat(minutes(44, 7.5).mean(Pollutant.PM2_5)).isNull();
  }

  @Test
  void one_reading_that_is_an_hourly_mean_makes_its_hour_complete() {
    HourBucket bucket =
        HourBucket.EMPTY.with(new Slot(TEN, HourBucket.covers(3_600, 0), value(41.2), false));
    assertThat(bucket.mean(Pollutant.PM2_5)).isEqualByComparingTo("41.2");
  }

  @Test
  void the_registered_interval_says_how_many_readings_are_expected() {
    HourBucket bucket = HourBucket.EMPTY;
    for (int i = 0; i < 5; i++) {
      assertThat(bucket.mean(Pollutant.PM2_5)).as("%s of 5 needed", i).isNull();
      bucket = bucket.with(new Slot(TEN + i, HourBucket.covers(60, 600), value(8), false));
    }
    assertThat(bucket.mean(Pollutant.PM2_5)).isEqualByComparingTo("8");
  }

  @Test
  void the_last_reading_of_a_moment_replaces_the_others() {
    HourBucket bucket =
        HourBucket.EMPTY
            .with(new Slot(TEN, 3_600, value(10), false))
            .with(new Slot(TEN - MINUTE, 60, value(10), false))
            .with(new Slot(TEN, 3_600, value(20), false));
    assertThat(bucket.readings()).isEqualTo(2);
    assertThat(bucket.mean(Pollutant.PM2_5)).isEqualByComparingTo("15");
    assertThat(bucket.slots()).extracting(Slot::atMs).containsExactly(TEN - MINUTE, TEN);
  }

  @Test
  void a_mean_of_tenths_has_no_binary_dust() {
    assertThat(minutes(60, 9.1).mean(Pollutant.PM2_5)).isEqualByComparingTo("9.1");
  }

  @Test
  void a_value_kept_out_counts_as_flagged_and_not_towards_the_hour() {
    HourBucket bucket = minutes(44, 7.5).with(new Slot(TEN + 50 * MINUTE, 60, Map.of(), true));
    assertThat(bucket.mean(Pollutant.PM2_5)).isNull();
    assertThat(bucket.readings()).isEqualTo(45);
    assertThat(bucket.flagged()).isEqualTo(1);
  }

  private static HourBucket minutes(int count, double pm25) {
    HourBucket bucket = HourBucket.EMPTY;
    for (int i = 0; i < count; i++) {
      bucket = bucket.with(new Slot(TEN + i * MINUTE, 60, value(pm25), false));
    }
    return bucket;
  }

  private static Map<Pollutant, Double> value(double pm25) {
    return Map.of(Pollutant.PM2_5, pm25);
  }
}
