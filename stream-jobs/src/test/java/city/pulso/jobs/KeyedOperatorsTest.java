package city.pulso.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.AirExposureJob;
import city.pulso.jobs.eldercare.ElderCareJob;
import city.pulso.jobs.parking.ParkingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** Whoever adds a keyed operator says here which harness test shows its snapshots and cleanup. */
class KeyedOperatorsTest {
  private static final Path TESTS = Path.of("src/test/java/city/pulso/jobs");

  /** By uid: the test that restores it from a snapshot, relative to the jobs' package. */
  private static final Map<String, String> SHOWN_BY =
      Map.ofEntries(
          Map.entry("air-advisories", "air/AirAdvisoriesTest"),
          Map.entry("air-dose", "air/AirDoseTest"),
          Map.entry("air-episodes", "air/AlertChain"),
          Map.entry("air-exposure", "air/AirSiteTest"),
          Map.entry("air-health", "air/AirHealthTest"),
          Map.entry("air-incidents", "air/AlertChain"),
          Map.entry("air-outlook", "air/AirOutlookTest"),
          Map.entry("air-station", "air/AlertChain"),
          Map.entry("alert-repeater", "alert/AlertRepeaterTest"),
          Map.entry("gateway-health", "gateway/GatewayHealthFunctionTest"),
          Map.entry("gateway-watch", "eldercare/WatchFunctionTest"),
          Map.entry("homes", "eldercare/HomeFunctionTest"),
          Map.entry("ledger", "ledger/LedgerFunctionTest"),
          Map.entry("plugs", "eldercare/PlugFunctionTest"),
          Map.entry("registry-changes", "ingest/RegistryChangesTest"),
          Map.entry("registry-join", "ingest/RegistryJoinTest"),
          Map.entry("registry-manifests", "ingest/RegistryManifestsTest"),
          Map.entry("sequencer", "ingest/SequencerTest"),
          Map.entry("states-again", "state/StateRepeaterTest"),
          Map.entry("zones", "parking/ZoneFunctionTest"));

  @Test
  void every_keyed_operator_has_a_harness_test() {
    TreeSet<String> keyed = new TreeSet<>();
    for (JobMain.Topology job :
        List.<JobMain.Topology>of(AirExposureJob::build, ParkingJob::build, ElderCareJob::build)) {
      StreamExecutionEnvironment env = new StreamExecutionEnvironment();
      job.build(env, JobConfig.builder().build(), Clock.systemUTC());
      for (StreamNode node : env.getStreamGraph().getStreamNodes()) {
        if (node.getStateKeySerializer() != null) {
          keyed.add(node.getTransformationUID());
        }
      }
    }
    assertThat(SHOWN_BY.keySet()).containsExactlyInAnyOrderElementsOf(keyed);
  }

  @Test
  void each_of_those_tests_restores_from_a_snapshot() throws IOException {
    for (String test : new TreeSet<>(SHOWN_BY.values())) {
      assertThat(Files.readString(TESTS.resolve(test + ".java")))
          .as(test)
          .contains("snapshot(", "initializeState(");
    }
  }
}
