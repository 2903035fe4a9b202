package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.flink.influxdb.server.VictoriaMetricsServer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The writer against Debian's VictoriaMetrics, which speaks both addresses. */
@NullUnmarked
class VictoriaMetricsSinkIT {
  private static final long TIME = 1_700_000_000_123L;

  @TempDir static Path directory;
  private static VictoriaMetricsServer server;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        VictoriaMetricsServer.program().isPresent(),
        "victoria-metrics is not installed; apt-get install victoria-metrics brings it");
    server = VictoriaMetricsServer.start(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(InfluxApi.class)
  void numbers_are_read_back_through_either_address(InfluxApi api) throws Exception {
    try (var sink = TestSink.to(server.url(), api, b -> b.gzip(true))) {
      sink.write(Point.ofLine("air" + api + ",station=a pm=12.5,count=3i,ok=true " + TIME));
      sink.flush();
    }
    assertThat(value("air" + api + "_pm")).isEqualTo(12.5);
    assertThat(value("air" + api + "_count")).isEqualTo(3);
    assertThat(value("air" + api + "_ok")).as("true").isEqualTo(1);
  }

  @Test
  void a_line_it_cannot_read_is_left_out_and_counted_by_the_server_alone() throws Exception {
    double before = server.ownMetric("vm_rows_invalid_total{type=\"influx\"}");
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      sink.write(Point.ofLine("left v=1 " + TIME));
      sink.write(Point.ofLine("a line that is none ="));
      sink.flush();
      assertThat(sink.rejected()).as("it answered 204").isEmpty();
    }
    assertThat(value("left_v")).isEqualTo(1);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> server.ownMetric("vm_rows_invalid_total{type=\"influx\"}") == before + 1);
  }

  @Test
  void a_wrong_address_names_the_settings_to_look_at() throws Exception {
    try (var sink = TestSink.to(server.url() + "/nowhere", InfluxApi.V2)) {
      sink.write(Point.ofLine("m v=1 " + TIME));
      assertThatThrownBy(sink::flush).hasMessageContaining("url and api");
    }
  }

  private static double value(String metric) throws Exception {
    return server.export(metric).get(0).getAsJsonArray("values").get(0).getAsDouble();
  }
}
