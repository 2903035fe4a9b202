package city.pulso.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class DeliveryDelayTest {
  private static final long NOW = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  private final Map<String, Counter> counters = new HashMap<>();
  private final DeliveryDelay.Delays delays =
      new DeliveryDelay.Delays(
          "air",
          3,
          Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC),
          new LabelledGroup("", counters));

  @Test
  void a_delay_falls_into_the_bucket_whose_bound_it_does_not_exceed() {
    took(0, 1_000, 1_001, 2_000, 86_400_000, 86_400_001);
    StoredPoint point = reported().get(0);

    assertThat(point.field("readings")).isEqualTo(6L);
    assertThat(point.field("upto_1s")).isEqualTo(2L);
    assertThat(point.field("upto_2s")).isEqualTo(2L);
    assertThat(point.field("upto_5s")).isEqualTo(0L);
    assertThat(point.field("upto_1d")).isEqualTo(1L);
    assertThat(point.field("longer")).isEqualTo(1L);
    assertThat(point.field("longest_ms")).isEqualTo(86_400_001L);
    assertThat(point.tag("domain") + " " + point.tag("part")).isEqualTo("air 3");
  }

  @Test
  void the_buckets_of_the_store_are_those_that_are_counted() {
    List<String> names =
        Measurements.DELIVERY_DELAY.fields().stream()
            .map(Measurement.Field::name)
            .filter(name -> name.startsWith("upto_"))
            .toList();
    assertThat(names).hasSize(DelayHistogram.BOUNDS_MS.length);
    for (int i = 0; i < names.size(); i++) {
      String bound = names.get(i).substring("upto_".length());
      long unit =
          switch (bound.charAt(bound.length() - 1)) {
            case 's' -> 1_000L;
            case 'm' -> 60_000L;
            case 'h' -> 3_600_000L;
            default -> 86_400_000L;
          };
      assertThat(Long.parseLong(bound.substring(0, bound.length() - 1)) * unit)
          .isEqualTo(DelayHistogram.BOUNDS_MS[i]);
    }
  }

  @Test
  void a_device_whose_clock_is_ahead_counts_as_no_delay() {
    took(-60_000);
    assertThat(reported().get(0).field("upto_1s")).isEqualTo(1L);
  }

  @Test
  void each_point_tells_what_was_stored_since_the_one_before_and_has_a_time_of_its_own() {
    took(500, 500);
    StoredPoint first = reported().get(0);
    took(500);
    StoredPoint second = reported().get(0);
    assertThat(second.field("readings")).isEqualTo(1L);
    assertThat(second.timeMs()).isGreaterThan(first.timeMs());
    assertThat(reported()).as("nothing was stored").isEmpty();
  }

  @Test
  void percentiles_lie_within_their_bucket() {
    for (int i = 0; i < 99; i++) {
      took(700);
    }
    took(200_000);
    StoredPoint point = reported().get(0);
    assertThat((Double) point.field("p50_ms")).isBetween(0.0, 1_000.0);
    assertThat((Double) point.field("p99_ms")).isLessThanOrEqualTo(1_000.0);
    took(200_000, 250_000);
    assertThat((Double) reported().get(0).field("p99_ms")).isBetween(120_000.0, 250_000.0);
  }

  @Test
  void the_counters_of_prometheus_are_cumulative_and_labelled() {
    took(1_500, 20_000);
    reported();
    took(200);
    assertThat(counters.get("domain=air le=1")).extracting(Counter::getCount).isEqualTo(1L);
    assertThat(counters.get("domain=air le=2")).extracting(Counter::getCount).isEqualTo(2L);
    assertThat(counters.get("domain=air le=30")).extracting(Counter::getCount).isEqualTo(3L);
    assertThat(counters.get("domain=air le=+Inf")).extracting(Counter::getCount).isEqualTo(3L);
  }

  @Test
  void raw_readings_are_measured_and_results_are_not() {
    StoredPoint raw =
        StoredPoint.of(Measurements.GENERIC_RAW, 7)
            .tag("device", "d")
            .tag("quantity", "q")
            .real("value", 1)
            .build();
    StoredPoint hour =
        StoredPoint.of(Measurements.AIR_HOURLY, 7)
            .tag("district", "d")
            .tag("station", "s")
            .whole("readings", 1)
            .build();
    assertThat(delays.note(raw)).isEqualTo(7);
    assertThat(delays.note(hour)).isEqualTo(DeliveryDelay.NONE);
  }

  private void took(long... delaysMs) {
    long[] notes = new long[delaysMs.length + 5];
    for (int i = 0; i < delaysMs.length; i++) {
      notes[i] = NOW - delaysMs[i];
    }
    delays.answered(notes, delaysMs.length);
  }

  private List<StoredPoint> reported() {
    List<StoredPoint> points = new ArrayList<>();
    delays.report(points::add);
    return points;
  }

  /** Keeps counters by the labels they have. */
  private static final class LabelledGroup extends UnregisteredMetricsGroup {
    private final String labels;
    private final Map<String, Counter> counters;

    LabelledGroup(String labels, Map<String, Counter> counters) {
      this.labels = labels;
      this.counters = counters;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new LabelledGroup((labels + " " + key + "=" + value).strip(), counters);
    }

    @Override
    public Counter counter(String name) {
      Counter counter = new SimpleCounter();
      counters.put(labels, counter);
      return counter;
    }
  }
}
