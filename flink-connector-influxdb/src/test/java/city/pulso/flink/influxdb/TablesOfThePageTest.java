package city.pulso.flink.influxdb;

import static city.pulso.flink.influxdb.page.ReadmePage.table;
import static city.pulso.flink.influxdb.page.ReadmePage.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.flink.influxdb.page.TouchedMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Defaults and metrics are what the README's tables say. */
@NullUnmarked
class TablesOfThePageTest {
  @Test
  void the_defaults_are_on_the_page() throws Exception {
    InfluxSink<Point> sink =
        InfluxSink.<Point>builder()
            .url("http://127.0.0.1:8086")
            .bucket("test")
            .converter(PointConverter.identity())
            .build();
    InfluxSinkConfig config = sink.config();
    Map<String, String> defaults = new HashMap<>();
    defaults.put("api", words(config.api()));
    defaults.put("org", words(config.org()));
    defaults.put("tokenFile", words(config.tokenFile()));
    defaults.put("credentials", words(config.username()));
    defaults.put("maxBatchPoints", words(config.maxBatchPoints()));
    defaults.put("maxBatchBytes", words(config.maxBatchBytes()));
    defaults.put("maxConcurrentRequests", words(config.maxConcurrentRequests()));
    defaults.put("flushInterval", words(config.flushInterval()));
    defaults.put("requestTimeout", words(config.requestTimeout()));
    defaults.put("backoff", words(config.minBackoff()) + ", " + words(config.maxBackoff()));
    defaults.put("maxRetries", words(config.maxRetries()));
    defaults.put("gzip", words(config.gzip()));
    config.rejected().rejected(new RejectedPoint("m v=1 1", "accepted by nobody"));
    defaults.put("rejected", "none");
    long note = sink.observer().start(null).note(Point.ofLine("m v=1 1"));
    defaults.put("observer", note == WriteObserver.NONE ? "none" : "notes");

    Map<String, String> page = table("setting");
    Set<String> demanded =
        page.keySet().stream()
            .filter(setting -> page.get(setting).isEmpty())
            .collect(Collectors.toSet());
    page.keySet().removeAll(demanded);
    assertThat(page).isEqualTo(defaults);
    assertThatThrownBy(() -> InfluxSink.builder().build())
        .satisfies(refusal -> assertThat(demanded).allMatch(refusal.getMessage()::contains));
  }

  @Test
  void the_metrics_are_on_the_page() throws Exception {
    Set<String> made = new TreeSet<>();
    var unused =
        new SinkMetrics(
            TouchedMetrics.noted(
                SinkWriterMetricGroup.class,
                UnregisteredMetricsGroup.createSinkWriterMetricGroup(),
                made));
    assertThat(new TreeSet<>(table("metric").keySet())).isEqualTo(made);
  }
}
