package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import city.pulso.standalone.cluster.ClusterRecord;
import city.pulso.standalone.cluster.FlinkRest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, store, job managers and task managers as processes, and what happens when some die. */
class ClusterIT {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration RECOVER = Duration.ofMinutes(3);
  private static final String CITY = "../compose/city.yaml";

  private final Path data;

  ClusterIT(@TempDir Path directory) {
    this.data = directory.resolve("city");
  }

  @BeforeEach
  void the_build_has_left_what_a_cluster_needs() {
    assumeThat(CityProcess.clusterCanStart())
        .as("standalone/target/dist/flink is missing: './pulso build' makes it")
        .isTrue();
  }

  @Test
  void a_city_of_processes_survives_their_death_and_ends_whole() throws Exception {
    try (CityProcess city = CityProcess.startCluster(data, "--city", CITY)) {
      city.awaitLine("the city lives", START, line -> line.startsWith("the city lives"));
      ClusterRecord before = running();
      assertThat(before.processes()).extracting(ClusterRecord.Process::name).hasSize(8);
      for (ClusterRecord.Process each : before.processes()) {
        Set<String> listening = Listeners.of(each.pid());
        assertThat(listening).as(each.name()).isNotEmpty();
        assertThat(Listeners.beyondThisMachine(listening)).as(each.name()).isEmpty();
      }
      await("checkpoints of every job")
          .atMost(RECOVER)
          .until(() -> before.jobs().stream().allMatch(ClusterIT::hasACheckpoint));

      List<String> victims = List.of("broker", "air-taskmanager-1", "homes-jobmanager");
      for (ClusterRecord.Process each : before.processes()) {
        if (victims.contains(each.name())) {
          ProcessHandle.of(each.pid()).orElseThrow().destroyForcibly();
        }
      }

      await("who died was started again")
          .atMost(RECOVER)
          .untilAsserted(
              () ->
                  assertThat(running().processes())
                      .filteredOn(each -> each.restarts() == 1)
                      .extracting(ClusterRecord.Process::name)
                      .containsExactlyInAnyOrderElementsOf(victims));
      await("every job runs")
          .atMost(RECOVER)
          .until(() -> running().jobs().stream().allMatch(ClusterIT::runs));
      await("every job makes checkpoints")
          .atMost(RECOVER)
          .until(() -> running().jobs().stream().allMatch(ClusterIT::hasACheckpoint));
      long accepted = Progress.accepted(city.lastLine());
      city.awaitLine(
          "more is stored, and all of it",
          RECOVER,
          line -> Progress.accepted(line) > accepted && Progress.inFlight(line) == 0);

      List<ClusterRecord.Process> last = running().processes();
      assertThat(city.end()).as("Ctrl-C").isLessThan(Duration.ofSeconds(30));
      await("its last words")
          .atMost(Duration.ofSeconds(10))
          .until(() -> city.lastLine().startsWith("ended after"));
      assertThat(city.lastLine()).contains("in flight 0");
      assertThat(city.output()).doesNotContain("UNACCOUNTED");
      assertThat(last)
          .allSatisfy(each -> assertThat(ProcessHandle.of(each.pid())).as(each.name()).isEmpty());
      assertThat(ClusterRecord.running(data)).isEmpty();
    }
  }

  private ClusterRecord running() throws IOException {
    return ClusterRecord.running(data).orElseThrow();
  }

  private static boolean runs(ClusterRecord.Job job) {
    try {
      return new FlinkRest(job.web(), job.id()).standing().state().equals("RUNNING");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasACheckpoint(ClusterRecord.Job job) {
    try {
      return new FlinkRest(job.web(), job.id()).checkpoints().count() > 0;
    } catch (UncheckedIOException | IOException e) {
      return false;
    }
  }
}
