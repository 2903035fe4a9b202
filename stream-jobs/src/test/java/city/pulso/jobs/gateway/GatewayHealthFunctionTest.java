package city.pulso.jobs.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.ingest.GatewayPulse;
import city.pulso.jobs.ingest.Given;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.RegistryEntry;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayHealthFunctionTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final RegistryEntry GATEWAY =
      RegistryEntry.newBuilder()
          .setGateway(Gateway.newBuilder().setId("gw-1").setDistrict("lince"))
          .build();

  private KeyedTwoInputStreamOperatorTestHarness<String, GatewayPulse, SubjectChange, StoredPoint>
      harness;

  @BeforeEach
  void start() throws Exception {
    harness = newHarness();
    harness.open();
    at(0);
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void a_heartbeat_becomes_a_point_with_window_use_and_the_number_of_spools() throws Exception {
    harness.processElement2(new StreamRecord<>(Given.added(GATEWAY)));
    heard(
        Heartbeat.newBuilder()
            .setAgentTimeMs(T0)
            .setSpoolBatches(70)
            .setInFlight(60)
            .setWindow(64)
            .setReceiptLagMs(12_000)
            .build());

    StoredPoint point = harness.extractOutputValues().get(0);
    assertThat(point.tag("district")).isEqualTo("lince");
    assertThat(point.field("in_flight")).isEqualTo(60L);
    assertThat(point.field("window")).isEqualTo(64L);
    assertThat(point.field("receipt_lag_ms")).isEqualTo(12_000L);
    assertThat(point.field("spools")).as("one was lost").isEqualTo(2L);
    assertThat(states().get(0).json()).contains("\"inFlight\":\"60\"", "\"spools\":\"2\"");
  }

  @Test
  void an_agent_that_does_not_tell_its_window_has_none_in_the_store() throws Exception {
    heard(Heartbeat.newBuilder().setAgentTimeMs(T0).build());
    assertThat(harness.extractOutputValues().get(0).field("in_flight")).isNull();
  }

  @Test
  void a_gateway_that_falls_silent_is_offline_once_also_across_a_restart() throws Exception {
    harness.processElement2(new StreamRecord<>(Given.added(GATEWAY)));
    heard(Heartbeat.newBuilder().setAgentTimeMs(T0).build());
    at(3 * MINUTE);
    restart();
    assertThat(words()).isEmpty();

    at(7 * MINUTE);
    assertThat(words()).as("the grace after a restart").isEmpty();
    at(20 * MINUTE);
    at(21 * MINUTE);
    assertThat(words()).containsExactly("offline");

    heard(Heartbeat.newBuilder().setAgentTimeMs(T0 + 21 * MINUTE).build());
    assertThat(words()).containsExactly("offline", "online");
  }

  @Test
  void a_gateway_taken_out_of_the_registry_leaves_neither_state_nor_timers() throws Exception {
    harness.processElement2(new StreamRecord<>(Given.added(GATEWAY)));
    heard(Heartbeat.newBuilder().setAgentTimeMs(T0).build());
    assertThat(harness.numKeyedStateEntries()).isPositive();

    harness.processElement2(new StreamRecord<>(Given.removed(GATEWAY)));
    at(MINUTE);

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
    assertThat(states().get(1).json()).as("the retained state is taken back").isEmpty();
  }

  @Test
  void a_gateway_that_no_registry_knows_is_forgotten_when_it_falls_silent() throws Exception {
    heard(Heartbeat.newBuilder().setAgentTimeMs(T0).build());
    for (int minute = 1; minute < 20; minute++) {
      at(minute * MINUTE);
    }
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
    assertThat(states()).extracting(StateMessage::json).last().isEqualTo("");
  }

  private void heard(Heartbeat heartbeat) throws Exception {
    harness.processElement1(
        new StreamRecord<>(new GatewayPulse("gw-1", Domain.AIR, heartbeat, 10, 1, 2, 2)));
  }

  /** Moves both clocks. */
  private void at(long ms) throws Exception {
    SetClock.NOW_MS.set(T0 + ms);
    harness.setProcessingTime(ms);
  }

  private void restart() throws Exception {
    OperatorSubtaskState state = harness.snapshot(1, 0);
    long nowMs = harness.getProcessingTime();
    harness.close();
    harness = newHarness();
    harness.setProcessingTime(nowMs);
    harness.initializeState(state);
    harness.open();
  }

  private List<String> words() {
    return states().stream()
        .map(state -> state.json().contains("offline") ? "offline" : "online")
        .toList();
  }

  private List<StateMessage> states() {
    var side = harness.getSideOutput(GatewayHealthFunction.STATES);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, GatewayPulse, SubjectChange, StoredPoint>
      newHarness() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(
            new GatewayHealthFunction(JobConfig.builder().build(), new SetClock())),
        GatewayPulse::gateway,
        SubjectChange::id,
        Types.STRING);
  }

  /** Shared by all its copies, as an operator's copy must be. */
  private static final class SetClock extends Clock implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong NOW_MS = new AtomicLong();

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(NOW_MS.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
