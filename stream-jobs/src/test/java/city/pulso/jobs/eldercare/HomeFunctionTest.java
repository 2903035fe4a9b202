package city.pulso.jobs.eldercare;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.eldercare.HomeSignal.Kind;
import city.pulso.jobs.ingest.Given;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
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

class HomeFunctionTest {
  private static final long H = Duration.ofHours(1).toMillis();
  private static final long T0 = 1_400_000_400_000L / H * H;
  private static final RegistryEntry HOME =
      RegistryEntry.newBuilder()
          .setHome(
              Home.newBuilder()
                  .setId("home-1")
                  .setDistrict("d")
                  .setInactivityLimitMinutes(24 * 60)
                  .addPlugs(
                      Plug.newBuilder()
                          .setGateway("gw-1")
                          .setDevice("kettle")
                          .setShowsActivity(true)))
          .build();

  private final SetClock clock = new SetClock();
  private KeyedTwoInputStreamOperatorTestHarness<String, HomeSignal, SubjectChange, StoredPoint>
      harness;

  @BeforeEach
  void start() throws Exception {
    clock.set(T0);
    harness = newHarness();
    harness.open();
    harness.processElement2(new StreamRecord<>(Given.added(HOME)));
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void an_inactive_person_is_one_alarm_to_caregivers_with_the_moment_of_the_limit()
      throws Exception {
    active(T0);
    for (int hour = 1; hour <= 40; hour++) {
      flat(T0 + hour * H);
    }
    assertThat(alerts()).hasSize(1);
    Alert alarm = alerts().get(0);
    assertThat(alarm.getId()).isEqualTo("person-inactive/home-1/" + (T0 + 24 * H));
    assertThat(alarm.getAudience()).isEqualTo(Audience.CAREGIVERS);
    assertThat(alarm.getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);

    active(T0 + 41 * H);

    Alert cleared = alerts().get(1);
    assertThat(cleared.getId()).isEqualTo(alarm.getId());
    assertThat(cleared.getClearedBecause()).isEqualTo("activity-seen");
    assertThat(cleared.getClearedAtMs()).isEqualTo(T0 + 41 * H);
    assertThat(cleared.getRevision()).isEqualTo(2);
    assertThat(lastState()).contains("\"state\":\"normal\"");
  }

  @Test
  void an_alarm_for_want_of_data_is_cleared_when_the_data_comes() throws Exception {
    active(T0);
    flat(T0 + 25 * H);
    active(T0 + 10 * H); // from a device that had kept it
    assertThat(alerts()).hasSize(2);
    assertThat(alerts().get(1).getClearedBecause()).isEqualTo("late-data");
  }

  @Test
  void a_restart_makes_no_second_alarm_and_loses_no_clearing() throws Exception {
    active(T0);
    flat(T0 + 25 * H);
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();

    flat(T0 + 26 * H);
    assertThat(alerts()).isEmpty();
    active(T0 + 27 * H);
    assertThat(alerts()).hasSize(1);
    assertThat(alerts().get(0).getRevision()).isEqualTo(2);
  }

  @Test
  void catching_up_hours_of_spooled_data_makes_no_alarm() throws Exception {
    active(T0);
    clock.set(T0 + 72 * H);
    harness.setProcessingTime(60_000);
    for (int hour = 1; hour <= 72; hour++) {
      if (hour % 12 == 0) {
        active(T0 + hour * H);
      } else {
        flat(T0 + hour * H);
      }
      heartbeat(T0 + hour * H);
    }
    assertThat(alerts()).isEmpty();
  }

  @Test
  void a_silent_plug_is_for_operators_and_no_inactive_person() throws Exception {
    active(T0);
    for (int half = 1; half <= 60; half++) {
      heartbeat(T0 + half * H / 2);
    }
    assertThat(alerts()).hasSize(2);
    assertThat(alerts().get(0).getKind()).isEqualTo("plug-silent");
    assertThat(alerts().get(0).getAudience()).isEqualTo(Audience.OPERATORS);
    assertThat(alerts().get(0).getOpenedAtMs()).isEqualTo(T0 + H / 2);
    assertThat(alerts().get(0).getEvidence(0).getName()).isEqualTo("hours_without_report");
    assertThat(alerts().get(0).getEvidence(0).getValue()).isEqualTo(1.0);
    assertThat(alerts().get(1).getKind()).isEqualTo("home-unknown");
    assertThat(alerts().get(1).getOpenedAtMs()).isEqualTo(T0 + H / 2 + 24 * H);
    assertThat(lastState()).contains("\"because\":\"plug-silent\"");

    flat(T0 + 31 * H);
    assertThat(alerts().stream().skip(2).map(Alert::getClearedBecause))
        .contains("reports-again", "known-again");
  }

  @Test
  void a_home_with_one_silent_plug_of_two_is_normal_and_says_so_and_its_alert_names_the_plug()
      throws Exception {
    harness.processElement2(
        new StreamRecord<>(
            Given.added(
                HOME.toBuilder()
                    .setHome(
                        HOME.getHome().toBuilder()
                            .clearPlugs()
                            .addPlugs(plug("kettle", "kettle", true))
                            .addPlugs(plug("tv-1", "television", true))
                            .addPlugs(plug("fridge-1", "refrigerator", false)))
                    .build())));
    report("kettle", T0, true);
    report("tv-1", T0, true);
    assertThat(lastState()).contains("\"plugs\":2", "\"plugsSilent\":0");
    for (int half = 1; half <= 6; half++) {
      report("kettle", T0 + half * H / 2, true);
      heartbeat("tv-1", T0 + half * H / 2);
    }
    assertThat(lastState()).contains("\"state\":\"normal\"", "\"plugs\":2", "\"plugsSilent\":1");
    assertThat(alerts()).hasSize(1);
    assertThat(alerts().get(0).getParametersMap())
        .containsEntry("plugs", "television:tv-1")
        .containsEntry("silent", "1")
        .containsEntry("watched", "2");

    for (int half = 7; half <= 12; half++) {
      heartbeat("kettle", T0 + half * H / 2);
      heartbeat("tv-1", T0 + half * H / 2);
    }
    Alert both = alerts().get(1);
    assertThat(both.getId()).isEqualTo(alerts().get(0).getId());
    assertThat(both.getRevision()).as("one more is silent").isEqualTo(2);
    assertThat(both.getParametersMap()).containsEntry("plugs", "kettle:kettle, television:tv-1");

    report("kettle", T0 + 7 * H, true);
    report("tv-1", T0 + 7 * H, true);
    assertThat(lastState()).contains("\"state\":\"normal\"", "\"plugsSilent\":0");
    assertThat(alerts().get(alerts().size() - 1).getClearedBecause()).isEqualTo("reports-again");
  }

  @Test
  void an_alert_with_many_silent_plugs_names_as_many_as_there_is_room_for() {
    List<Plug> many =
        java.util.stream.IntStream.range(0, 60)
            .mapToObj(i -> plug("plug-" + i, "lamp", true))
            .toList();
    assertThat(new SilentPlugs(many, 1, 1).names())
        .startsWith("lamp:plug-0, lamp:plug-1, ")
        .endsWith(", …")
        .hasSizeLessThan(300);
  }

  @Test
  void an_offline_gateway_makes_its_homes_unknown_and_alerts_after_their_own_limit()
      throws Exception {
    active(T0);
    harness.processElement1(
        new StreamRecord<>(HomeSignal.ofGateway(Kind.GATEWAY_OFFLINE, "home-1", "gw-1", T0 + H)));
    assertThat(lastState()).contains("\"because\":\"gateway-offline\"");
    clock.set(T0 + 24 * H);
    harness.setProcessingTime(10_000);
    assertThat(alerts()).isEmpty();
    clock.set(T0 + 26 * H);
    harness.setProcessingTime(20_000);
    assertThat(alerts()).extracting(Alert::getKind).containsExactly("home-unknown");
    harness.processElement1(
        new StreamRecord<>(HomeSignal.ofGateway(Kind.GATEWAY_BACK, "home-1", "gw-1", T0 + 27 * H)));
    active(T0 + 27 * H);
    assertThat(alerts().get(1).getStatus()).isEqualTo(AlertStatus.CLEARED);
  }

  @Test
  void a_restart_gives_evidence_the_grace_before_the_clock_counts() throws Exception {
    clock.set(T0);
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    clock.set(T0 + 100 * H);
    harness = newHarness();
    harness.initializeState(state);
    harness.open();
    harness.setProcessingTime(5_000);
    assertThat(alerts()).isEmpty();
    clock.set(T0 + 101 * H);
    harness.setProcessingTime(10_000);
    assertThat(alerts()).extracting(Alert::getKind).containsExactly("home-unknown");
  }

  @Test
  void every_hour_of_evidence_has_a_point() throws Exception {
    active(T0 + 60_000);
    for (int minute = 1; minute <= 180; minute++) {
      flat(T0 + minute * 60_000L + 60_000);
    }
    assertThat(harness.extractOutputValues())
        .filteredOn(point -> point.timeMs() % H == 0)
        .extracting(StoredPoint::timeMs)
        .containsExactlyInAnyOrder(T0, T0 + H, T0 + 2 * H, T0 + 3 * H);
  }

  @Test
  void a_removed_home_leaves_nothing_behind() throws Exception {
    active(T0);
    flat(T0 + 25 * H);
    harness.processElement2(new StreamRecord<>(Given.removed(HOME)));
    assertThat(alerts().get(1).getClearedBecause()).isEqualTo("removed");
    assertThat(lastState()).isEmpty();
    harness.setProcessingTime(100_000);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, HomeSignal, SubjectChange, StoredPoint>
      newHarness() throws Exception {
    JobConfig config = JobConfig.builder().build();
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new HomeFunction(config, clock)),
        HomeSignal::home,
        SubjectChange::id,
        Types.STRING);
  }

  private static Plug plug(String device, String appliance, boolean showsActivity) {
    return Plug.newBuilder()
        .setGateway("gw-1")
        .setDevice(device)
        .setAppliance(appliance)
        .setShowsActivity(showsActivity)
        .build();
  }

  private void report(String device, long atMs, boolean active) throws Exception {
    harness.processElement1(
        new StreamRecord<>(
            new HomeSignal(Kind.REPORT, "home-1", device, "gw-1", atMs, true, active, 0)));
  }

  private void heartbeat(String device, long atMs) throws Exception {
    harness.processElement1(
        new StreamRecord<>(
            new HomeSignal(Kind.HEARTBEAT, "home-1", device, "gw-1", atMs, false, false, 0)));
  }

  private void active(long atMs) throws Exception {
    signal(Kind.REPORT, atMs, true);
  }

  private void flat(long atMs) throws Exception {
    signal(Kind.REPORT, atMs, false);
  }

  private void heartbeat(long atMs) throws Exception {
    signal(Kind.HEARTBEAT, atMs, false);
  }

  private void signal(Kind kind, long atMs, boolean active) throws Exception {
    harness.processElement1(
        new StreamRecord<>(
            new HomeSignal(
                kind, "home-1", "kettle", "gw-1", atMs, kind == Kind.REPORT, active, 0)));
  }

  private List<Alert> alerts() {
    return values(harness.getSideOutput(HomeFunction.ALERTS));
  }

  private String lastState() {
    List<StateMessage> states = values(harness.getSideOutput(HomeFunction.STATES));
    return states.get(states.size() - 1).json();
  }

  private static <T> List<T> values(Queue<StreamRecord<T>> records) {
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }
}
