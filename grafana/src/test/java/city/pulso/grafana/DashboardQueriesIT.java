package city.pulso.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of every dashboard, asked of a real InfluxDB 1.x that holds whole points. */
@NullUnmarked
class DashboardQueriesIT {
  private static final Path INFLUXD = Path.of("/usr/bin/influxd");
  private static final Instant FROM = Instant.parse("2026-11-20T00:00:00Z");
  private static final Instant TO = FROM.plus(Duration.ofHours(6));
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;
  private static Process influxd;
  private static URI server;

  @BeforeAll
  static void start_influxdb_with_six_hours_of_points() throws Exception {
    assumeTrue(Files.isExecutable(INFLUXD), "no " + INFLUXD + ": apt-get install influxdb");
    int http = freePort();
    server = URI.create("http://127.0.0.1:" + http);
    Path config = directory.resolve("influxdb.conf");
    Files.writeString(
        config,
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:0"
        [meta]
          dir = "%s/meta"
        [data]
          dir = "%s/data"
          wal-dir = "%s/wal"
        [http]
          bind-address = "127.0.0.1:%d"
        """
            .formatted(directory, directory, directory, http));
    influxd =
        new ProcessBuilder(INFLUXD.toString(), "-config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("influxd.log").toFile())
            .start();
    Awaitility.await("influxd answers")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> send("/ping", null).statusCode() == 204);
    assertThat(query("CREATE DATABASE pulso").statusCode()).isEqualTo(200);
    assertThat(send("/write?db=pulso&precision=s", points()).statusCode()).isEqualTo(204);
  }

  @AfterAll
  static void stop_influxdb() throws InterruptedException {
    if (influxd != null) {
      influxd.destroy();
      assertThat(influxd.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void every_query_is_answered_with_data() throws Exception {
    for (Dashboards.PanelQuery panel : Dashboards.queries(FROM, TO)) {
      HttpResponse<String> answer = query(panel.text());
      assertThat(answer.statusCode()).as(panel + ": " + answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .as(panel.toString())
          .doesNotContain("\"error\"")
          .contains("\"series\"");
    }
  }

  @Test
  void places_of_a_city_are_the_sum_over_its_zones_by_their_newest_change() throws Exception {
    String text =
        Dashboards.queries(FROM, TO).stream()
            .filter(q -> q.panel().equals("Free") && q.dashboard().equals("Pulso: parking"))
            .findFirst()
            .orElseThrow()
            .text();
    assertThat(query(text).body()).contains(",6]]");
  }

  /** One whole point per hour and measurement, for three districts. */
  private static String points() {
    StringBuilder lines = new StringBuilder();
    for (Measurement measurement : Measurements.ALL) {
      for (int hour = 0; hour < 6; hour++) {
        for (int series = 1; series <= 3; series++) {
          lines.append(measurement.name());
          for (String tag : measurement.tags()) {
            lines.append(',').append(tag).append('=').append(tagValue(tag, series));
          }
          char separator = ' ';
          for (Measurement.Field field : measurement.fields()) {
            lines.append(separator).append(field.name()).append('=');
            lines.append(fieldValue(field, series, hour));
            separator = ',';
          }
          lines.append(' ').append(FROM.getEpochSecond() + 3600L * hour).append('\n');
        }
      }
    }
    return lines.toString();
  }

  private static String tagValue(String tag, int series) {
    if (tag.equals("period")) {
      return List.of("24h", "7d", "8h").get(series - 1);
    }
    return Map.of("scheme", AirDashboard.SCHEME, "kind", "person-inactive")
        .getOrDefault(tag, tag + "-" + series);
  }

  private static String fieldValue(Measurement.Field field, int series, int hour) {
    return switch (field.type()) {
      case FLOAT -> series + hour + ".5";
      case INTEGER -> integer(field.name(), series, hour) + "i";
      case BOOLEAN -> "true";
      case STRING -> "\"text\"";
    };
  }

  private static int integer(String field, int series, int hour) {
    return switch (field) {
      case "state_rank" -> series - 1;
      case "free" -> series;
      default -> series + hour;
    };
  }

  private static HttpResponse<String> query(String text) throws Exception {
    return send("/query?db=pulso&epoch=ms", "q=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> send(String path, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
    if (body != null) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** One nobody listens on, below those that the system hands out to connections. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // the next one, then
      }
    }
  }
}
