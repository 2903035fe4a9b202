package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outlook operator with its state, fed with hourly points by hand. */
@NullUnmarked
class AirOutlookTest {
  private static final long HOUR = 3_600_000L;
  private static final long T0 = 1_494_000_000_000L / (24 * HOUR) * (24 * HOUR);

  private KeyedTwoInputStreamOperatorTestHarness<String, StoredPoint, SubjectChange, StoredPoint>
      harness;

  @BeforeEach
  void start() throws Exception {
    harness = harness();
    harness.open();
    registry(new byte[0], new byte[] {1});
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void what_has_beaten_persistence_is_stored_over_the_hour_it_speaks_of_and_published()
      throws Exception {
    days(0, 8);
    List<StoredPoint> points = harness.extractOutputValues();
    StoredPoint three = points.get(points.size() - 1);
    assertThat(three.measurement().name()).isEqualTo("air_outlook");
    assertThat(three.tag("station")).isEqualTo("st-1");
    assertThat(three.tag("ahead")).isEqualTo("3h");
    assertThat(three.timeMs()).isEqualTo(T0 + (8 * 24 - 1 + 3) * HOUR);
    assertThat((Double) three.field("o3_ppb")).isNotNull();
    assertThat((Double) three.field("o3_rmse"))
        .isLessThan((Double) three.field("o3_persistence_rmse"));
    assertThat(three.field("pm2_5_ugm3")).as("never measured").isNull();
    StateMessage state = states().get(states().size() - 1);
    assertThat(state.kind()).isEqualTo("outlook");
    assertThat(state.json()).contains("\"pollutant\":\"o3\"", "\"hoursAhead\":3");
  }

  @Test
  void a_silent_station_has_no_outlook_and_the_retained_one_is_removed() throws Exception {
    days(0, 8);
    int before = harness.extractOutputValues().size();
    int statesBefore = states().size();
    hour(8 * 24, null);
    hour(8 * 24 + 1, null);
    assertThat(harness.extractOutputValues()).hasSize(before);
    assertThat(states()).hasSize(statesBefore + 1);
    assertThat(states().get(statesBefore).json()).isEmpty();
  }

  @Test
  void a_restart_forgets_nothing_of_what_was_learnt() throws Exception {
    days(0, 6);
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
    days(6, 8);
    assertThat(harness.extractOutputValues()).isNotEmpty();
  }

  @Test
  void late_data_writes_nothing_again() throws Exception {
    days(0, 8);
    int before = harness.extractOutputValues().size();
    hour(100, 500.0);
    assertThat(harness.extractOutputValues()).hasSize(before);
  }

  @Test
  void a_station_that_leaves_the_registry_leaves_no_state_and_no_retained_outlook()
      throws Exception {
    days(0, 8);
    registry(new byte[] {1}, new byte[0]);
    assertThat(states().get(states().size() - 1).json()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
    hour(8 * 24, 20.0);
    harness.setProcessingTime(AirOutlook.PATIENCE.toMillis() + 1);
    assertThat(harness.numKeyedStateEntries()).as("what came late on its way").isZero();
  }

  private void days(int from, int until) throws Exception {
    for (int hour = from * 24; hour < until * 24; hour++) {
      hour(hour, 40 + 30 * Math.sin(2 * Math.PI * (hour % 24) / 24));
    }
  }

  private void hour(int hour, Double ozone) throws Exception {
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.AIR_HOURLY, T0 + hour * HOUR)
            .tag("district", "lince")
            .tag("station", "st-1")
            .whole("readings", 1)
            .whole("flagged", 0)
            .whole("revision", 1);
    if (ozone != null) {
      point.real("o3_ppb", ozone);
    }
    harness.processElement1(new StreamRecord<>(point.build()));
  }

  private void registry(byte[] before, byte[] after) throws Exception {
    harness.processElement2(
        new StreamRecord<>(new SubjectChange("station", "st-1", before, after)));
  }

  private List<StateMessage> states() {
    Queue<StreamRecord<StateMessage>> records = harness.getSideOutput(AirOutlook.STATES);
    List<StateMessage> states = new ArrayList<>();
    if (records != null) {
      records.forEach(record -> states.add(record.getValue()));
    }
    return states;
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, StoredPoint, SubjectChange, StoredPoint>
      harness() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new AirOutlook()),
        point -> point.tag("station"),
        SubjectChange::id,
        Types.STRING);
  }
}
