package city.pulso.jobs.air.average;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.average.HourBucket.Slot;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
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

  /** Buckets that grew out of one another share bytes, so each is looked at again at the end. */
  @Test
  void whatever_comes_in_whatever_order_is_read_back_bit_by_bit() throws IOException {
    Random random = new Random(7);
    List<HourBucket> buckets = new ArrayList<>(List.of(HourBucket.EMPTY));
    List<NavigableMap<Long, Slot>> expected = new ArrayList<>(List.of(new TreeMap<>()));
    for (int i = 0; i < 3_000; i++) {
      int from = Math.max(0, buckets.size() - 1 - random.nextInt(3));
      Slot slot =
          new Slot(
              TEN + random.nextInt(i + 1) * 977L,
              random.nextInt(8_000),
              Map.of(
                  Pollutant.values()[random.nextInt(3)], anyValue(random),
                  Pollutant.values()[3 + random.nextInt(4)], anyValue(random)),
              random.nextBoolean(),
              random.nextInt(1 << 13));
      NavigableMap<Long, Slot> more = new TreeMap<>(i % 100 == 0 ? Map.of() : expected.get(from));
      more.put(slot.atMs(), slot);
      expected.add(more);
      buckets.add((i % 100 == 0 ? HourBucket.EMPTY : buckets.get(from)).with(slot));
    }
    for (int i = 0; i < buckets.size(); i++) {
      assertThat(buckets.get(i).slots()).isEqualTo(List.copyOf(expected.get(i).values()));
      assertThat(again(buckets.get(i))).isEqualTo(buckets.get(i));
    }
  }

  @Test
  void an_hour_that_was_read_from_state_goes_on() throws IOException {
    HourBucket bucket = again(minutes(30, 9.1));
    for (int i = 30; i < 60; i++) {
      bucket = again(bucket.with(new Slot(TEN + i * MINUTE, 60, value(9.1), false)));
    }
    assertThat(bucket).isEqualTo(minutes(60, 9.1));
    assertThat(bucket.has(TEN + 59 * MINUTE)).isTrue();
    assertThat(bucket.has(TEN + 59 * MINUTE - 1)).isFalse();
    assertThat(bucket.newestMs()).isEqualTo(TEN + 59 * MINUTE);
  }

  @Test
  void a_mean_is_that_of_the_decimals_the_devices_wrote() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      BigDecimal sum = BigDecimal.ZERO;
      HourBucket bucket = HourBucket.EMPTY;
      int count = 1 + random.nextInt(60);
      for (int k = 0; k < count; k++) {
        double value = anyValue(random);
        sum = sum.add(BigDecimal.valueOf(value));
        bucket = bucket.with(new Slot(TEN + k, 3_600, value(value), false));
      }
      assertThat(bucket.mean(Pollutant.PM2_5))
          .isEqualByComparingTo(sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64));
    }
  }

  private static double anyValue(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextGaussian() * 1e9;
      case 1 -> random.nextGaussian() * 1e-5;
      case 2 -> -0.0;
      case 3 -> random.nextInt(2_000_000) - 1_000_000;
      default -> (random.nextInt(200_000) - 1_000) / 100.0;
    };
  }

  private static HourBucket again(HourBucket bucket) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bucket.writeTo(new DataOutputStream(bytes));
    return HourBucket.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
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
