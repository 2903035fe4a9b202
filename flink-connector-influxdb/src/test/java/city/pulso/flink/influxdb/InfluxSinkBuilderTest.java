package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfluxSinkBuilderTest {
  @Test
  void every_problem_is_named_at_once() {
    assertThatThrownBy(
            () ->
                InfluxSink.<Point>builder()
                    .maxBatchPoints(0)
                    .maxBatchBytes(10)
                    .maxRetries(-1)
                    .maxConcurrentRequests(65)
                    .flushInterval(Duration.ZERO)
                    .requestTimeout(Duration.ZERO)
                    .backoff(Duration.ofSeconds(2), Duration.ofSeconds(1))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url: missing")
        .hasMessageContaining("bucket: missing")
        .hasMessageContaining("converter: missing")
        .hasMessageContaining("maxBatchPoints: 0")
        .hasMessageContaining("maxBatchBytes: 10")
        .hasMessageContaining("maxRetries: -1")
        .hasMessageContaining("maxConcurrentRequests: 65")
        .hasMessageContaining("flushInterval: PT0S")
        .hasMessageContaining("requestTimeout: PT0S")
        .hasMessageContaining("backoff: the longest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8086", "ftp://host", "http://user:pw@host", "http://h?db=x", "http://"})
  void an_address_that_is_not_plain_http_is_refused_without_repeating_it(String url) {
    assertThatThrownBy(
            () ->
                InfluxSink.<Point>builder()
                    .url(url)
                    .bucket("b")
                    .converter(PointConverter.identity())
                    .build())
        .hasMessageContaining("url: not accepted")
        .hasMessageNotContaining("pw");
  }

  @Test
  void credentials_need_the_1_x_address_and_no_token() {
    assertThatThrownBy(
            () ->
                InfluxSink.<Point>builder()
                    .url("http://localhost:8086")
                    .bucket("b")
                    .converter(PointConverter.identity())
                    .credentials("user", Path.of("password"))
                    .build())
        .hasMessageContaining("credentials: only with api(V1)");
  }
}
