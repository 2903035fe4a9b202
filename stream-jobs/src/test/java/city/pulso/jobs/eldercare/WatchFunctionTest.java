package city.pulso.jobs.eldercare;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.ingest.GatewayPulse;
import city.pulso.jobs.ingest.Given;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.RegistryEntry;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchFunctionTest {
  private static final long MIN = Duration.ofMinutes(1).toMillis();
  private static final long T0 = 1_400_000_000_000L;

  private final SetClock clock = new SetClock();
  private KeyedTwoInputStreamOperatorTestHarness<String, GatewayPulse, SubjectChange, HomeSignal>
      harness;
  private long nowMs = T0;

  @BeforeEach
  void start() throws Exception {
    clock.set(T0);
    harness = newHarness();
    harness.open();
    harness.setProcessingTime(T0);
    for (String gateway : List.of("gw-1", "gw-2")) {
      harness.processElement2(new StreamRecord<>(Given.added(gateway(gateway))));
      harness.processElement2(new StreamRecord<>(Given.added(home("home-" + gateway, gateway))));
    }
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void one_gateway_that_falls_silent_is_offline_and_its_homes_are_told() throws Exception {
    hearBothUntil(T0 + 20 * MIN);
    for (int minute = 21; minute <= 40; minute++) {
      passTo(T0 + minute * MIN);
      hear("gw-2");
    }
    assertThat(alerts()).hasSize(1);
    assertThat(alerts().get(0).getId()).isEqualTo("gateway-offline/gw-1/" + (T0 + 25 * MIN));
    assertThat(told()).containsExactly("GATEWAY_OFFLINE home-gw-1");

    hear("gw-1");

    assertThat(alerts().get(1).getClearedBecause()).isEqualTo("heard-again");
    assertThat(told()).containsExactly("GATEWAY_OFFLINE home-gw-1", "GATEWAY_BACK home-gw-1");
  }

  @Test
  void when_nobody_is_heard_it_is_one_incident_and_no_gateway_is_blamed() throws Exception {
    hearBothUntil(T0 + 20 * MIN);
    for (int minute = 21; minute <= 60; minute++) {
      passTo(T0 + minute * MIN);
    }
    assertThat(alerts()).extracting(Alert::getKind).containsExactly("pipeline-late");
    assertThat(told())
        .containsExactlyInAnyOrder("PIPELINE_LATE home-gw-1", "PIPELINE_LATE home-gw-2");

    hear("gw-1");
    passTo(T0 + 61 * MIN);
    assertThat(alerts().get(1).getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(alerts()).hasSize(2);
    for (int minute = 62; minute <= 70; minute++) {
      hear("gw-1");
      passTo(T0 + minute * MIN);
    }
    assertThat(alerts().get(2).getId()).startsWith("gateway-offline/gw-2/");
  }

  @Test
  void gateways_and_homes_that_are_removed_leave_no_state_but_the_watch_itself() throws Exception {
    hearBothUntil(T0 + 20 * MIN);
    for (int minute = 21; minute <= 40; minute++) {
      passTo(T0 + minute * MIN);
      hear("gw-2");
    }
    assertThat(harness.numKeyedStateEntries()).as("gateways, homes, alerts, ticking").isEqualTo(4);

    for (String gateway : List.of("gw-1", "gw-2")) {
      harness.processElement2(new StreamRecord<>(Given.removed(gateway(gateway))));
      harness.processElement2(new StreamRecord<>(Given.removed(home("home-" + gateway, gateway))));
    }

    assertThat(alerts().get(1).getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(harness.numKeyedStateEntries()).as("ticking").isEqualTo(1);
  }

  @Test
  void a_backlog_from_before_the_silence_clears_it_as_late_data() throws Exception {
    hearBothUntil(T0 + 20 * MIN);
    for (int minute = 21; minute <= 40; minute++) {
      passTo(T0 + minute * MIN);
      hear("gw-2");
    }
    pulse("gw-1", T0 + 21 * MIN);
    assertThat(alerts().get(1).getClearedBecause()).isEqualTo("late-data");
  }

  @Test
  void after_a_restart_silence_means_nothing_until_the_grace_is_over() throws Exception {
    hearBothUntil(T0 + 20 * MIN);
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    nowMs = T0 + 600 * MIN;
    clock.set(nowMs);
    harness = newHarness();
    harness.initializeState(state);
    harness.open();
    for (int minute = 600; minute < 610; minute++) {
      passTo(T0 + minute * MIN);
    }
    assertThat(alerts()).isEmpty();
    passTo(T0 + 611 * MIN);
    assertThat(alerts()).extracting(Alert::getKind).containsExactly("pipeline-late");
  }

  @Test
  void where_city_time_runs_faster_a_moment_of_real_silence_means_nothing() throws Exception {
    hearBothUntil(T0 + 20 * MIN);
    long realMs = harness.getProcessingTime();
    clock.set(T0 + 600 * MIN);
    harness.setProcessingTime(realMs + 29_000);
    assertThat(alerts()).isEmpty();
    harness.setProcessingTime(realMs + 60_000);
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void a_gateway_without_plugs_is_nobody_we_wait_for() throws Exception {
    harness.processElement2(
        new StreamRecord<>(
            Given.added(
                RegistryEntry.newBuilder()
                    .setGateway(Gateway.newBuilder().setId("gw-air"))
                    .build())));
    hearBothUntil(T0 + 60 * MIN);
    assertThat(alerts()).isEmpty();
  }

  private void hearBothUntil(long untilMs) throws Exception {
    while (nowMs < untilMs) {
      passTo(nowMs + MIN);
      hear("gw-1");
      hear("gw-2");
    }
  }

  private void passTo(long ms) throws Exception {
    nowMs = ms;
    clock.set(ms);
    harness.setProcessingTime(ms);
  }

  private void hear(String gateway) throws Exception {
    pulse(gateway, nowMs);
  }

  private void pulse(String gateway, long agentMs) throws Exception {
    Heartbeat heartbeat = Heartbeat.newBuilder().setAgentTimeMs(agentMs).build();
    harness.processElement1(
        new StreamRecord<>(new GatewayPulse(gateway, Domain.HOMES, heartbeat, 1, 0, 0, 1)));
  }

  private List<Alert> alerts() {
    return values(harness.getSideOutput(WatchFunction.ALERTS));
  }

  private List<String> told() {
    return harness.extractOutputValues().stream()
        .map(signal -> signal.kind() + " " + signal.home())
        .toList();
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, GatewayPulse, SubjectChange, HomeSignal>
      newHarness() throws Exception {
    JobConfig config = JobConfig.builder().build();
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new WatchFunction(config, clock)),
        pulse -> "city",
        change -> "city",
        Types.STRING);
  }

  private static RegistryEntry gateway(String id) {
    return RegistryEntry.newBuilder()
        .setGateway(
            Gateway.newBuilder()
                .setId(id)
                .addDevices(Device.newBuilder().setId("p-" + id).setDomain(Domain.HOMES)))
        .build();
  }

  private static RegistryEntry home(String id, String gateway) {
    return RegistryEntry.newBuilder()
        .setHome(
            Home.newBuilder()
                .setId(id)
                .addPlugs(Plug.newBuilder().setGateway(gateway).setDevice("p-" + gateway)))
        .build();
  }

  private static <T> List<T> values(Queue<StreamRecord<T>> records) {
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }
}
