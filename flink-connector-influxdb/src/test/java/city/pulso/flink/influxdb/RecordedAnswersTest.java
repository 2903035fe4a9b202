package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each generation of servers answers, and what it means; sources are named in the files. */
class RecordedAnswersTest {
  private record Recorded(String file, String verdict, int status, String body) {
    @Override
    public String toString() {
      return file + " " + status + " " + body;
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void a_recorded_answer_is_understood(Recorded recorded) {
    Verdict verdict =
        WriteAnswerClassifier.classify(new WriteAnswer(recorded.status(), recorded.body(), null));
    String[] expected = recorded.verdict().split(" ", 2);
    switch (expected[0]) {
      case "written" -> assertThat(verdict).isEqualTo(new Verdict.Written());
      case "retry" -> assertThat(verdict).isInstanceOf(Verdict.Retry.class);
      case "too" -> assertThat(verdict).isInstanceOf(Verdict.TooLarge.class);
      case "rejected" ->
          assertThat(verdict)
              .isInstanceOfSatisfying(
                  Verdict.Rejected.class,
                  rejected -> assertThat(rejected.suspects()).isEqualTo(suspects(expected)));
      case "fatal" ->
          assertThat(verdict)
              .isInstanceOfSatisfying(
                  Verdict.Fatal.class, fatal -> assertThat(fatal.advice()).contains(expected[1]));
      default -> throw new IllegalArgumentException(recorded.verdict());
    }
  }

  static Stream<Recorded> answers() {
    return Stream.of("influxdb-1", "influxdb-2", "influxdb-3", "others")
        .flatMap(RecordedAnswersTest::read);
  }

  private static Stream<Recorded> read(String file) {
    String name = "/answers/" + file + ".txt";
    try (InputStream in = RecordedAnswersTest.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(line -> parse(file, line));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Recorded parse(String file, String line) {
    String[] columns = line.split("\\|", 3);
    return new Recorded(
        file, columns[0].strip(), Integer.parseInt(columns[1].strip()), columns[2].strip());
  }

  /** Files count lines from 1, as servers do. */
  private static List<Integer> suspects(String[] expected) {
    return expected.length == 1
        ? List.of()
        : Arrays.stream(expected[1].split(",")).map(n -> Integer.parseInt(n) - 1).toList();
  }
}
