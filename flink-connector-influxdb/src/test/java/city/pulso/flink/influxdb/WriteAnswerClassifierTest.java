package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of 1.x and QuestDB as recorded here; of 2.x and 3.x as their manuals print them. */
class WriteAnswerClassifierTest {
  @ParameterizedTest
  @ValueSource(ints = {200, 204})
  void a_success_means_written(int status) {
    assertThat(classify(status, "")).isEqualTo(new Verdict.Written());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"error":"field type conflict"}
          400 | {"error":"partial write: unable to parse 'm,a= f=2 2000': missing tag value dropped=0"}
          400 | {"error":"partial write: points beyond retention policy dropped=1"}
          400 | {"code":"invalid","message":"unable to parse 'm f=': missing field value"}
          422 | {"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict dropped=1"}
          400 | partial write: field type conflict
          """)
  void what_a_line_causes_is_rejected_without_a_name(int status, String body) {
    assertThat(classify(status, body))
        .isInstanceOfSatisfying(
            Verdict.Rejected.class, rejected -> assertThat(rejected.suspects()).isEmpty());
  }

  @Test
  void influxdb_3_names_the_lines() {
    assertThat(
            classify(
                400,
                """
                {"error": "partial write of line protocol occurred", "data": [
                  {"original_line": "home temp=hi", "line_number": 2, "error_message": "invalid column type"},
                  {"original_line": "home temp=oh", "line_number": 5, "error_message": "invalid number"}]}
                """))
        .isEqualTo(
            new Verdict.Rejected(
                "HTTP 400: partial write of line protocol occurred: invalid column type;"
                    + " invalid number",
                List.of(1, 4)));
  }

  @Test
  void questdb_names_the_first_line() {
    assertThat(
            classify(
                400,
                """
                {"code":"invalid","message":"failed to parse line protocol: cast error","line":38,"errorId":"a-0"}
                """))
        .isEqualTo(
            new Verdict.Rejected(
                "HTTP 400: failed to parse line protocol: cast error", List.of(37)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | {"code":"unauthorized","message":"unauthorized access"} | tokenFile
          401 | {"error":"authorization failed"} | credentials
          403 | {"code":"forbidden","message":"insufficient permissions"} | rights
          404 | {"error":"database not found: \\"nope\\""} | bucket
          404 | {"code":"not found","message":"bucket \\"x\\" not found"} | bucket
          400 | {"error":"database is required"} | bucket
          400 | {"code":"invalid","message":"Please provide either orgID or org"} | org
          500 | {"error":"retention policy not found: no"} | bucket
          405 | Method Not Allowed | api
          307 | moved | url
          """)
  void what_a_person_must_mend_names_the_setting(int status, String body, String setting) {
    assertThat(classify(status, body))
        .isInstanceOfSatisfying(
            Verdict.Fatal.class, fatal -> assertThat(fatal.advice()).contains(setting));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 507})
  void what_passes_later_is_tried_again(int status) {
    assertThat(classify(status, "{\"error\":\"timeout\"}"))
        .isEqualTo(new Verdict.Retry("HTTP " + status + ": timeout", null));
  }

  @Test
  void the_wish_of_the_server_is_kept() {
    var answer = new WriteAnswer(429, "", Duration.ofSeconds(3));
    assertThat(WriteAnswerClassifier.classify(answer))
        .isEqualTo(new Verdict.Retry("HTTP 429", Duration.ofSeconds(3)));
  }

  @Test
  void a_wish_is_seconds_or_a_date_by_the_servers_own_clock() {
    assertThat(AnswerRecorder.retryAfter("120", null)).isEqualTo(Duration.ofMinutes(2));
    assertThat(
            AnswerRecorder.retryAfter(
                "Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:29 GMT"))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(AnswerRecorder.retryAfter("Fri, 31 Dec 1999 23:59:59 GMT", null)).isNull();
    assertThat(AnswerRecorder.retryAfter("soon", "now")).isNull();
  }

  @Test
  void a_huge_answer_leaves_a_short_reason() {
    var rejected = (Verdict.Rejected) classify(400, "x".repeat(100_000));
    assertThat(rejected.reason()).hasSizeLessThan(600);
  }

  private static Verdict classify(int status, String body) {
    return WriteAnswerClassifier.classify(new WriteAnswer(status, body, null));
  }
}
