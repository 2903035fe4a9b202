package city.pulso.jobs.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.hot.HotKeyedOperator;
import city.pulso.jobs.hot.HotValues;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerFunctionTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final Assignment STATION =
      new Assignment(
          Assignment.Kind.STATION, "st-1", "", "lima", "Station", 0, 0, "", false, 0, 600);

  private KeyedOneInputStreamOperatorTestHarness<String, Evidence, Evidence> harness;

  @BeforeEach
  void start() throws Exception {
    harness = newHarness();
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void every_reading_goes_on_once_and_repeated_ones_end_here() throws Exception {
    reading(T0, false);
    reading(T0, true);
    heartbeat(T0 + HOUR, 1);

    assertThat(harness.extractOutputValues())
        .extracting(Evidence::atMs)
        .containsExactly(T0, T0 + HOUR);
    StoredPoint point = points().get(0);
    assertThat(point.timeMs()).isEqualTo(T0);
    assertThat(
            List.of(
                point.tag("district"),
                point.tag("gateway"),
                point.tag("domain"),
                point.tag("device")))
        .containsExactly("lima", "gw-1", "air", "dev-1");
    assertThat(point.field("expected")).isEqualTo(6L);
    assertThat(point.field("received")).isEqualTo(1L);
    assertThat(point.field("duplicate")).isEqualTo(1L);
    assertThat(point.field("unaccounted")).isEqualTo(0L);
  }

  @Test
  void a_restart_in_the_middle_of_an_hour_changes_no_count() throws Exception {
    reading(T0, false);
    reading(T0 + MINUTE, false);
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();
    reading(T0 + 2 * MINUTE, false);
    heartbeat(T0 + HOUR, 3);

    assertThat(points().get(0).field("received")).isEqualTo(3L);
    assertThat(points().get(0).field("unaccounted")).isEqualTo(0L);
  }

  @Test
  void no_more_than_two_days_of_hours_are_kept() throws Exception {
    for (int hour = 0; hour < 100; hour++) {
      reading(T0 + hour * HOUR, false);
      heartbeat(T0 + (hour + 1) * HOUR, hour + 1);
    }
    assertThat(points()).hasSize(100);
    harness.snapshot(1, 0);
    assertThat(harness.numKeyedStateEntries()).isLessThanOrEqualTo(1 + 49);
  }

  @Test
  void a_device_that_is_heard_of_no_more_is_forgotten_after_thirty_days() throws Exception {
    harness.setStateTtlProcessingTime(0);
    reading(T0, false);
    for (int i = 0; i <= HotValues.IDLE + 1; i++) {
      harness.snapshot(i, i);
    }
    harness.setStateTtlProcessingTime(31 * DAY);
    heartbeat(T0 + HOUR, 1);
    assertThat(points()).as("a new account, that begins with the heartbeat").isEmpty();
  }

  @Test
  void what_an_older_release_left_in_flight_goes_on_uncounted() throws Exception {
    harness.processElement(
        new StreamRecord<>(
            new Evidence(
                "dev-1", "gw-1", Domain.AIR, T0, reading(T0), T0, STATION, Origin.UNKNOWN)));
    assertThat(harness.extractOutputValues()).hasSize(1);
    harness.snapshot(1, 0); // books in memory are state from then on
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void a_reading_of_an_hour_that_is_kept_no_more_goes_on_and_is_counted() throws Exception {
    for (int hour = 0; hour < 60; hour++) {
      reading(T0 + hour * HOUR, false);
      heartbeat(T0 + (hour + 1) * HOUR, hour + 1);
    }
    reading(T0 + 20 * HOUR + MINUTE, false);
    assertThat(beyond()).as("readings beyond the ledger, 40 hours back").isZero();
    reading(T0 + MINUTE, false);
    reading(T0 + 2 * MINUTE, false);
    assertThat(beyond()).as("readings beyond the ledger, 60 hours back").isEqualTo(2);
    assertThat(harness.extractOutputValues())
        .extracting(Evidence::atMs)
        .endsWith(T0 + 20 * HOUR + MINUTE, T0 + MINUTE, T0 + 2 * MINUTE);
  }

  private void reading(long atMs, boolean repeated) throws Exception {
    harness.processElement(
        new StreamRecord<>(
            new Evidence(
                "dev-1",
                "gw-1",
                Domain.AIR,
                atMs,
                reading(atMs),
                atMs,
                STATION,
                Origin.reading(77, repeated))));
  }

  private static Reading reading(long atMs) {
    return Reading.newBuilder().setDevice("dev-1").setObservedAtMs(atMs).build();
  }

  private void heartbeat(long atMs, long accepted) throws Exception {
    harness.processElement(
        new StreamRecord<>(
            new Evidence(
                "dev-1",
                "gw-1",
                Domain.AIR,
                atMs,
                null,
                0,
                STATION,
                new Origin(77, false, false, accepted, 0, 0, 1, 1, false, ""))));
  }

  private long beyond() {
    var counters = harness.getEnvironment().getAccumulatorRegistry().getUserMap();
    return (Long) requireNonNull(counters.get("readings-beyond-the-ledger")).getLocalValue();
  }

  private List<StoredPoint> points() {
    var side = harness.getSideOutput(LedgerFunction.POINTS);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Evidence, Evidence> newHarness()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        HotKeyedOperator.of(new LedgerFunction()), Evidence::device, Types.STRING);
  }
}
