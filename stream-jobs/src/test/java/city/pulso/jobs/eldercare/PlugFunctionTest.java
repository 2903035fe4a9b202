package city.pulso.jobs.eldercare;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Given;
import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.RegistryEntry;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlugFunctionTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  private KeyedTwoInputStreamOperatorTestHarness<String, Evidence, SubjectChange, HomeSignal>
      harness;

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
  void a_rise_is_activity_also_when_the_rest_before_it_was_seen_by_another_life_of_the_job()
      throws Exception {
    for (int minute = 0; minute < ActivityRule.LEARNING; minute++) {
      report(T0 + minute * MINUTE, 0, true);
    }
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();

    report(T0 + 30 * MINUTE, 2000, true);

    assertThat(harness.extractOutputValues()).extracting(HomeSignal::active).containsExactly(true);
    assertThat(points()).extracting(p -> p.field("active")).containsExactly(true);
  }

  @Test
  void a_plug_that_shows_no_activity_keeps_no_state_and_is_stored_all_the_same() throws Exception {
    report(T0, 100, false);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(points()).hasSize(1);
  }

  @Test
  void a_plug_taken_out_of_the_registry_leaves_no_state() throws Exception {
    report(T0, 100, true);
    assertThat(harness.numKeyedStateEntries()).isPositive();

    RegistryEntry home =
        RegistryEntry.newBuilder().setHome(Home.newBuilder().setId("kettle")).build();
    harness.processElement2(new StreamRecord<>(Given.removed(home)));

    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void a_report_from_the_future_is_stored_with_its_flag_and_proves_nothing() throws Exception {
    Reading doubtful =
        Given.plug("kettle", T0 + 60 * MINUTE, 2000).toBuilder()
            .addDoubts(Doubt.FROM_THE_FUTURE)
            .build();
    evidence(doubtful, true);
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(points().get(0).field("flags")).isEqualTo("from-the-future");
  }

  private void report(long atMs, double powerW, boolean showsActivity) throws Exception {
    evidence(Given.plug("kettle", atMs, powerW), showsActivity);
  }

  private void evidence(Reading reading, boolean showsActivity) throws Exception {
    Assignment assigned =
        new Assignment(
            Assignment.Kind.PLUG, "home-1", "", "d", "", 0, 0, "kettle", showsActivity, 0, 60);
    harness.processElement1(
        new StreamRecord<>(
            new Evidence(
                "kettle",
                "gw-1",
                Domain.HOMES,
                reading.getObservedAtMs(),
                reading,
                reading.getObservedAtMs(),
                assigned,
                Origin.reading(77, false))));
  }

  private List<StoredPoint> points() {
    var side = harness.getSideOutput(PlugFunction.POINTS);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Evidence, SubjectChange, HomeSignal>
      newHarness() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new PlugFunction()),
        Evidence::device,
        SubjectChange::id,
        Types.STRING);
  }
}
