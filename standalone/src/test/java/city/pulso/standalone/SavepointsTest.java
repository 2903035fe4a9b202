package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.standalone.cluster.ClusterJob;
import city.pulso.standalone.cluster.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kept savepoint is restored by the jobs of now: no state without an operator, no format that
 * cannot be read, no component of a record lost. Red means that an operator's uid, a state's name
 * or a format was changed so that a city could not go on. How one is kept: README, "Savepoints of
 * releases".
 */
class SavepointsTest {
  private static final Path KEPT = Path.of("src/test/resources/savepoints").toAbsolutePath();

  /** What is there for a moment only, and alerts: simulated air is never bad, homes have some. */
  private static final Set<String> FOR_MOMENTS =
      Set.of(
          "registry-join/waiting",
          "registry-join/waiting-heartbeat",
          "gateway-watch/alerts",
          "air-advisories/advisories",
          "air-episodes/alerts",
          "air-health/drift-alert",
          "air-incidents/alerts",
          "air-incidents/incidents",
          "alert-repeater/newest");

  private static Rehearsal rehearsal;

  @BeforeAll
  static void start() throws IOException {
    rehearsal = Rehearsal.open();
  }

  @AfterAll
  static void end() {
    rehearsal.close();
  }

  static List<Arguments> kept() throws IOException {
    try (Stream<Path> versions = Files.list(KEPT)) {
      return versions
          .filter(Files::isDirectory)
          .sorted()
          .flatMap(
              version ->
                  Jobs.ALL.stream()
                      .map(job -> Arguments.of("" + version.getFileName(), job.label())))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void a_kept_savepoint_is_restored_whole(String version, String label) throws IOException {
    rehearsal.restore(job(label), savepoint(version, label));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void it_holds_an_entry_of_every_state_with_a_format_of_ours(String version, String label)
      throws Exception {
    assertThat(contents(version, label).empty()).isSubsetOf(FOR_MOMENTS);
  }

  @ParameterizedTest
  @MethodSource("kept")
  void no_component_of_a_kept_state_is_lost(String version, String label) throws Exception {
    SavepointContents contents = contents(version, label);
    if (label.equals("homes")) {
      assertThat(contents.empty()).doesNotContain("homes/alerts", "alert-repeater/newest");
      assertThat(contents.ofComponents()).contains("homes/track", "homes/plugs", "plugs/plug");
    }
    assertThat(contents.lost())
        .as("renamed or removed: Flink restores the rest without a word")
        .isEmpty();
  }

  @Test
  void state_without_a_place_is_refused_and_named() throws IOException {
    String version = (String) kept().get(0).get()[0];
    assertThatThrownBy(() -> rehearsal.restore(job("parking"), savepoint(version, "homes")))
        .isInstanceOf(Rehearsal.RefusedException.class)
        .hasMessageContaining("Cannot map checkpoint/savepoint state for operator");
  }

  private static ClusterJob job(String label) {
    return Jobs.ALL.stream().filter(job -> job.label().equals(label)).findFirst().orElseThrow();
  }

  private static SavepointContents contents(String version, String label) throws Exception {
    return SavepointContents.read(KEPT.resolve(version).resolve(label));
  }

  private static String savepoint(String version, String label) {
    return KEPT.resolve(version).resolve(label).toUri().toString();
  }
}
