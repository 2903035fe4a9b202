package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The health operator with its state, fed with hours by hand. */
@NullUnmarked
class AirHealthTest {
  private static final long HOUR = 3_600_000L;
  private static final long T0 = 1_494_000_000_000L / (24 * HOUR) * (24 * HOUR);

  private KeyedBroadcastOperatorTestHarness<String, StoredPoint, StationHour, StoredPoint> harness;

  @BeforeEach
  void start() throws Exception {
    harness = harness();
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void a_station_that_leaves_its_neighbourhood_is_told_to_operators_once_and_cleared_once_back()
      throws Exception {
    days(0, 10, 40);
    assertThat(last().field("drifting")).isEqualTo(0L);
    assertThat(alerts()).isEmpty();
    days(10, 15, 200);
    Alert open = alerts().get(0);
    assertThat(alerts()).as("one alert, not one a day").hasSize(1);
    assertThat(open.getId()).isEqualTo("station-drift/st-1/" + (T0 + 10 * 24 * HOUR));
    assertThat(open.getAudience()).isEqualTo(Audience.OPERATORS);
    assertThat(open.getParametersMap()).containsEntry("pollutant", "pm2_5");
    assertThat(open.getEvidenceList())
        .anyMatch(e -> e.getName().equals("pm2_5_neighbours_24h") && e.getValue() == 40);
    assertThat(last().field("drifting")).isEqualTo(1L);
    assertThat(last().field("drift_pollutant")).isEqualTo("pm2_5");
    assertThat((Double) last().field("drift_times")).isGreaterThan(3);
    restart();
    days(15, 19, 40);
    assertThat(alerts()).hasSize(1);
    assertThat(alerts().get(0).getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(alerts().get(0).getId()).isEqualTo(open.getId());
    assertThat(alerts().get(0).getClearedBecause()).isEqualTo("back-in-neighbourhood");
    assertThat(last().field("drift_pollutant")).isNull();
  }

  @Test
  void without_neighbours_nothing_is_concluded_and_the_figures_are_written() throws Exception {
    harness.processBroadcastElement(hour("st-1", 0, 0, 500), 0);
    harness.processElement(health(0), 0);
    assertThat(last().field("complete_percent")).isEqualTo(100L);
    assertThat(last().field("drift_pollutant")).isNull();
    assertThat(alerts()).isEmpty();
  }

  @Test
  void a_station_that_leaves_the_registry_leaves_no_state_and_no_open_alert() throws Exception {
    days(0, 10, 40);
    days(10, 15, 200);
    harness.processBroadcastElement(StationHour.removed("st-1"), 0);
    assertThat(alerts().get(1).getClearedBecause()).isEqualTo("station-removed");
    assertThat(stateEntries()).isZero();
    harness.processElement(health(15 * 24), 0);
    assertThat(stateEntries()).as("what came late on its way").isZero();
  }

  private void days(int from, int until, double pm25) throws Exception {
    for (int hour = from * 24; hour < until * 24; hour++) {
      harness.processBroadcastElement(hour("st-1", 0, hour, pm25), 0);
      harness.processBroadcastElement(hour("st-2", 0.01, hour, 40), 0);
      harness.processBroadcastElement(hour("st-3", 0.02, hour, 40), 0);
      harness.processElement(health(hour), 0);
    }
    // three hours into the next day the last one is judged
    harness.processElement(health(until * 24 + 3), 0);
  }

  private static StationHour hour(String station, double north, int hour, double pm25) {
    return new StationHour(
        station,
        false,
        new Place(-12 + north, -77),
        T0 + hour * HOUR,
        Map.of(Pollutant.PM2_5, pm25));
  }

  private static StoredPoint health(int hour) {
    return StoredPoint.of(Measurements.AIR_STATION_HEALTH, T0 + hour * HOUR)
        .tag("district", "lince")
        .tag("station", "st-1")
        .whole("readings", 60)
        .whole("complete_percent", 100)
        .whole("revision", 1)
        .build();
  }

  private void restart() throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
  }

  private static KeyedBroadcastOperatorTestHarness<String, StoredPoint, StationHour, StoredPoint>
      harness() throws Exception {
    return new KeyedBroadcastOperatorTestHarness<>(
        new CoBroadcastWithKeyedOperator<>(new AirHealth(), List.of(AirHealth.STATIONS)),
        point -> point.tag("station"),
        Types.STRING,
        1,
        1,
        0);
  }

  private int stateEntries() {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return ((HeapKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
  }

  private List<Alert> alerts() {
    Queue<StreamRecord<Alert>> records = harness.getSideOutput(AirHealth.ALERTS);
    List<Alert> alerts = new ArrayList<>();
    if (records != null) {
      records.forEach(record -> alerts.add(record.getValue()));
    }
    return alerts;
  }

  private StoredPoint last() {
    List<StoredPoint> points = harness.extractOutputValues();
    assertThat(points).isNotEmpty();
    return points.get(points.size() - 1);
  }
}
