package city.pulso.jobs.ingest;

import static city.pulso.jobs.ingest.Given.plug;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.RegistryEntry;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryJoinTest {
  private static final int BUFFER = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final RegistryEntry HOME = home("home-1", "p");

  private KeyedBroadcastOperatorTestHarness<String, Evidence, SubjectChange, Evidence> harness;

  @BeforeEach
  void start() throws Exception {
    harness =
        ProcessFunctionTestHarnesses.forKeyedBroadcastProcessFunction(
            new RegistryJoin(BUFFER, PATIENCE),
            Evidence::device,
            Types.STRING,
            RegistryJoin.ASSIGNMENTS,
            RegistryJoin.INTERVALS);
    harness.setProcessingTime(1_000);
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void a_known_device_reports_about_its_home() throws Exception {
    registry(Given.added(HOME));
    registry(
        Given.added(
            RegistryEntry.newBuilder()
                .setGateway(
                    Gateway.newBuilder()
                        .setId("gw-1")
                        .addDevices(Device.newBuilder().setId("p").setReportIntervalS(60)))
                .build()));
    reading(1);
    Assignment assigned = seen().get(0).assignment();
    assertThat(assigned.kind()).isEqualTo(Assignment.Kind.PLUG);
    assertThat(assigned.subject()).isEqualTo("home-1");
    assertThat(assigned.reportIntervalS()).isEqualTo(60);
  }

  @Test
  void readings_of_an_unknown_device_wait_for_its_entry_in_order() throws Exception {
    reading(1);
    reading(2);
    assertThat(seen()).isEmpty();
    registry(Given.added(HOME));
    harness.setProcessingTime(2_000);
    assertThat(seen()).extracting(Evidence::atMs).containsExactly(1L, 2L);
    assertThat(seen()).allMatch(e -> e.assignment().subject().equals("home-1"));
    assertThat(keyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void the_next_reading_takes_the_waiting_ones_along() throws Exception {
    reading(1);
    registry(Given.added(HOME));
    reading(2);
    assertThat(seen()).extracting(Evidence::atMs).containsExactly(1L, 2L);
  }

  @Test
  void beyond_the_bound_readings_pass_on_unassigned() throws Exception {
    reading(1);
    reading(2);
    reading(3);
    assertThat(seen()).extracting(Evidence::atMs).containsExactly(3L);
    assertThat(seen()).noneMatch(e -> e.assignment().assigned());
  }

  @Test
  void after_the_patience_waiting_readings_pass_on_unassigned() throws Exception {
    reading(1);
    harness.setProcessingTime(10_000);
    assertThat(seen()).isEmpty();
    harness.setProcessingTime(12_000);
    assertThat(seen()).extracting(Evidence::atMs).containsExactly(1L);
    assertThat(seen()).noneMatch(e -> e.assignment().assigned());
    assertThat(keyedStateEntries()).isZero();
  }

  @Test
  void a_removed_home_no_longer_owns_its_device() throws Exception {
    registry(Given.added(HOME));
    registry(Given.removed(HOME));
    reading(1);
    assertThat(seen()).isEmpty();
  }

  @Test
  void a_device_that_moved_stays_with_its_new_home() throws Exception {
    RegistryEntry second = home("home-2", "p");
    registry(Given.added(HOME));
    registry(Given.added(second));
    registry(Given.change(HOME, home("home-1", "other")));
    reading(1);
    assertThat(seen().get(0).assignment().subject()).isEqualTo("home-2");
  }

  @Test
  void what_is_known_and_what_waits_survive_a_restart() throws Exception {
    registry(Given.added(home("home-2", "q")));
    reading(1);
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new RegistryJoin(BUFFER, PATIENCE),
                List.of(RegistryJoin.ASSIGNMENTS, RegistryJoin.INTERVALS)),
            Evidence::device,
            Types.STRING,
            1,
            1,
            0);
    harness.setProcessingTime(1_000);
    harness.initializeState(state);
    harness.open();

    harness.processElement(
        Evidence.reading(plug("q", 5, 1), "gw-1", Domain.HOMES, Origin.UNKNOWN), 0);
    registry(Given.added(HOME));
    harness.setProcessingTime(2_000);

    assertThat(seen())
        .extracting(e -> e.assignment().subject() + "@" + e.atMs())
        .containsExactly("home-2@5", "home-1@1");
    assertThat(keyedStateEntries()).isZero();
  }

  private void registry(SubjectChange change) throws Exception {
    harness.processBroadcastElement(change, 0);
  }

  private void reading(long atMs) throws Exception {
    harness.processElement(
        Evidence.reading(plug("p", atMs, 1), "gw-1", Domain.HOMES, Origin.UNKNOWN), 0);
  }

  private int keyedStateEntries() {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return ((HeapKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
  }

  private List<Evidence> seen() {
    return harness.extractOutputValues();
  }

  private static RegistryEntry home(String id, String device) {
    return RegistryEntry.newBuilder()
        .setHome(
            Home.newBuilder()
                .setId(id)
                .setDistrict("d")
                .addPlugs(Plug.newBuilder().setGateway("gw-1").setDevice(device)))
        .build();
  }
}
