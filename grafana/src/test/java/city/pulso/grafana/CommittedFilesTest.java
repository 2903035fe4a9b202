package city.pulso.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@code -Dpulso.regenerate=true} the committed files are written anew first. */
class CommittedFilesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @BeforeAll
  static void regenerate_when_asked() {
    if (Boolean.getBoolean("pulso.regenerate")) {
      Dashboards.main(new String[] {ROOT.toString()});
    }
  }

  static Stream<Map.Entry<String, String>> generated() {
    return Dashboards.files().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("generated")
  void a_committed_file_is_what_the_code_generates(Map.Entry<String, String> file)
      throws IOException {
    assertThat(ROOT.resolve(file.getKey()))
        .as(
            "run: mvn -pl grafana -am test -Dtest=CommittedFilesTest -Dpulso.regenerate=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false")
        .exists();
    assertThat(Files.readString(ROOT.resolve(file.getKey()))).isEqualTo(file.getValue());
  }

  @Test
  void no_dashboard_is_committed_that_the_code_does_not_generate() throws IOException {
    try (Stream<Path> committed = Files.list(ROOT.resolve("grafana/dashboards"))) {
      assertThat(committed.map(file -> "grafana/dashboards/" + file.getFileName()))
          .isSubsetOf(Dashboards.files().keySet());
    }
  }
}
