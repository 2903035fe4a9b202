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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broker, store, job managers and task managers as processes: what happens when some die, and when
 * the jobs go on with another build.
 */
class ClusterIT {
  private static final Duration START = Duration.ofMinutes(10);
  private static final Duration RECOVER = Duration.ofMinutes(8);
  private static final Duration UPGRADE = Duration.ofMinutes(10);
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
  void a_city_of_processes_survives_their_death_is_upgraded_and_ends_whole() throws Exception {
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
      awaitMoreStored(city);

      Set<Long> jobProcesses = jobProcesses();
      String told = CityProcess.upgrade(data, UPGRADE);
      assertThat(told.lines().filter(line -> line.contains("starting the new build from file:")))
          .as(told)
          .hasSize(3);
      assertThat(jobProcesses()).as("of the new build").doesNotContainAnyElementsOf(jobProcesses);
      assertThat(running().processes())
          .as("an upgrade is no death: of those that died only the broker is the same process")
          .filteredOn(each -> each.restarts() > 0)
          .extracting(ClusterRecord.Process::name)
          .containsExactly("broker");
      awaitMoreStored(city);
      assertThat(batchesThatWereForgotten(city)).as("state of the streams").isEmpty();

      List<ClusterRecord.Process> last = running().processes();
      assertThat(city.end()).as("Ctrl-C").isLessThan(Duration.ofSeconds(30));
      await("its last words")
          .atMost(Duration.ofMinutes(1))
          .until(() -> city.lastLine().startsWith("ended after"));
      assertThat(city.lastLine()).contains("in flight 0");
      assertThat(city.output()).doesNotContain("UNACCOUNTED");
      assertThat(last)
          .allSatisfy(each -> assertThat(ProcessHandle.of(each.pid())).as(each.name()).isEmpty());
      assertThat(ClusterRecord.running(data)).isEmpty();
    }
  }

  private static void awaitMoreStored(CityProcess city) {
    long accepted = city.output().lines().mapToLong(Progress::accepted).max().orElse(0);
    city.awaitLine(
        "more is stored, and all of it",
        RECOVER,
        line -> Progress.accepted(line) > accepted && Progress.inFlight(line) == 0);
  }

  private Set<Long> jobProcesses() throws IOException {
    return running().processes().stream()
        .filter(each -> each.name().matches(".*-(job|task)manager.*"))
        .map(ClusterRecord.Process::pid)
        .collect(Collectors.toSet());
  }

  /** The Sequencer counts the batches of a stream in its state: with the state gone, from 0. */
  private static List<String> batchesThatWereForgotten(CityProcess city) {
    Map<String, Long> newest = new HashMap<>();
    List<String> forgotten = new ArrayList<>();
    for (Map<String, Object> row :
        city.store().rows("SELECT * FROM gateway_health ORDER BY time")) {
      Long before =
          newest.put(row.get("gateway") + " " + row.get("domain"), (Long) row.get("batches"));
      if (before != null && before > (Long) row.get("batches")) {
        forgotten.add(before + " batches before " + row);
      }
    }
    assertThat(newest).isNotEmpty();
    return forgotten;
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
