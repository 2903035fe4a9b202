package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "upp, up",
    "agnt, agent",
    "clustr, cluster",
    "cluster upp, up",
    "upgrde, upgrade",
    "regstry, registry",
    "up --frsh, --fresh",
    "up --consol-port 1, --console-port",
    "up --replya x, --replay"
  })
  void what_is_not_known_is_answered_with_the_nearest_that_is(String typed, String offered) {
    assertThat(run(typed.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean " + offered + "?");
  }

  @Test
  void a_word_that_resembles_nothing_is_answered_without_a_guess() {
    assertThat(run("up", "--xyzzyplugh")).isEqualTo(2);
    assertThat(err.toString()).contains("--xyzzyplugh").doesNotContain("did you mean");
  }

  @ParameterizedTest
  @CsvSource({"3x", "''", "0s", "-3m", "3 m", "99999999999s"})
  void a_duration_that_is_none_is_answered_with_what_is_accepted(String value) {
    assertThat(run("up", "--for", value)).isEqualTo(2);
    assertThat(err.toString()).contains("--for", "use for example 90s, 3m, 1h30m or 2d");
  }

  @Test
  void a_moment_that_is_none_is_answered_with_what_is_accepted() {
    assertThat(run("up", "--replay", "/", "--from", "2017-13-01")).isEqualTo(2);
    assertThat(err.toString()).contains("--from", "2017-05-04T08:00");
  }

  @Test
  void a_rate_outside_its_limits_is_refused_before_anything_starts() {
    assertThat(run("up", "--rate", "0.5")).isEqualTo(2);
    assertThat(err.toString()).contains("--rate: 0.5 is not accepted; use 1 to 100000");
  }

  @Test
  void a_directory_without_recordings_is_named(@TempDir Path directory) {
    assertThat(run("up", "--replay", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--replay", "none is not a directory");
  }

  @Test
  void a_replay_has_a_city_of_its_own(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("city.yaml"));
    assertThat(run("up", "--replay", directory.toString(), "--city", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--city is not for a replay");
  }

  @Test
  void the_token_belongs_to_an_influx() {
    assertThat(run("up", "--token-file", "t")).isEqualTo(2);
    assertThat(err.toString()).contains("--influx");
  }

  @Test
  void a_number_of_task_managers_outside_its_limits_is_refused_before_anything_starts() {
    assertThat(run("cluster", "up", "--taskmanagers", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--taskmanagers: 0 is not accepted; use 1 to 16");
  }

  @Test
  void a_cluster_says_what_it_needs_and_what_it_is_asked() {
    assertThat(run("cluster")).isEqualTo(2);
    assertThat(err.toString()).contains("cluster up", "cluster status", "cluster savepoint");
    assertThat(run("cluster", "up", "--help")).isZero();
    assertThat(out.toString()).contains("Memory:", "--taskmanagers", "--broker", "--influx");
  }

  @Test
  void where_no_cluster_runs_there_is_no_status_and_nothing_to_upgrade(@TempDir Path directory) {
    assertThat(run("cluster", "status", "--data", directory.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("no cluster runs in " + directory);
    assertThat(run("upgrade", "--data", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("uses the newest build by itself");
  }

  @Test
  void help_lists_every_command_and_every_option() {
    assertThat(run("help")).isZero();
    assertThat(out.toString())
        .contains("cluster", "upgrade")
        .contains("up", "registry", "verify-vectors", "evaluate", "agent", "help");
    assertThat(run("help", "up")).isZero();
    assertThat(out.toString())
        .contains("--data", "--fresh", "--for", "--replay", "--from", "--rate", "--influx")
        .contains("--token-file", "--bucket", "--org", "--city", "--console-port", "--broker-port")
        .contains("--store-port", "--flink-port", "--coap-port");
  }

  @Test
  void help_goes_as_deep_as_commands_do() {
    assertThat(run("help", "export", "air")).isZero();
    assertThat(out.toString()).contains("--from", "--format", "--station");
    assertThat(run("help", "agent", "decode")).isZero();
    assertThat(out.toString()).contains("--registry");

    assertThat(run("help", "export", "aid")).isEqualTo(2);
    assertThat(err.toString()).contains("'aid'", "did you mean air?");
    assertThat(run("up", "--frobnicate")).isEqualTo(2);
    assertThat(err.toString()).as("nothing is near").doesNotContain("--rate?");
  }

  @Test
  void a_city_file_is_checked_and_every_problem_said_with_its_line(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("city.yaml");
    Files.writeString(file, "city: {id: x}\nnonsense: 1\n");
    assertThat(run("registry", "check", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(file + ":2: ");
  }

  @Test
  void vectors_that_are_not_there_are_no_success(@TempDir Path directory) {
    assertThat(run("verify-vectors", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("aqi_us_2024.csv");
  }

  @Test
  void vectors_of_any_folder_are_counted_and_each_difference_is_said(@TempDir Path directory)
      throws Exception {
    Files.writeString(
        directory.resolve("senml.json"),
        """
        [{"id":"right","format":"json","now":0,"input":"[{\\"n\\":\\"a\\",\\"v\\":1,\\"t\\":300000000}]",
          "expected":{"records":[{"n":"a","t":300000000,"v":1}]}},
         {"id":"wrong","format":"json","now":0,"input":"[{\\"n\\":\\"a b\\",\\"v\\":1}]",
          "expected":{"error":"no_value"}}]
        """);

    assertThat(run("verify-vectors", directory.toString())).isEqualTo(1);

    assertThat(out.toString())
        .contains("senml.json: 1 passed, 1 failed")
        .contains("wrong: expected error no_value, got error bad_name");
  }

  @Test
  void recordings_that_are_not_there_are_no_success_and_named(@TempDir Path directory) {
    assertThat(run("evaluate", "air", "--data", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("--data", "seoul_2017-04-24_2017-05-14.csv.gz");
    assertThat(run("evaluate", "air", "--data", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("none is not a directory");
  }

  @Test
  void a_recording_that_cannot_be_read_is_one_sentence(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("seoul_2017-04-24_2017-05-14.csv.gz"), "no gzip");
    assertThat(run("evaluate", "air", "--data", directory.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("seoul_2017-04-24_2017-05-14.csv.gz")
        .doesNotContain("\tat ");
  }

  @Test
  void evaluate_alone_says_what_it_needs() {
    assertThat(run("evaluate")).isEqualTo(2);
    assertThat(err.toString()).contains("evaluate air --data DIR");
    assertThat(run("evaluate", "air")).isEqualTo(2);
    assertThat(err.toString()).contains("--data");
  }

  private int run(String... arguments) {
    CommandLine commandLine =
        Pulso.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
