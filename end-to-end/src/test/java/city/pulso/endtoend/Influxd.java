package city.pulso.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Debian's InfluxDB 1.6.7 as a process of its own, asked by InfluxQL as Grafana would ask it. */
final class Influxd implements AutoCloseable, StoredRows {
  static final String DATABASE = "pulso";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  private Influxd(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it with the empty database {@link #DATABASE}; skips the test where it is not installed.
   *
   * @param directory holds its configuration, log and data; made if absent
   */
  static Influxd start(Path directory) throws IOException {
    Optional<Path> program =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "influxd"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "influxd is not installed: apt-get install influxdb");
    int port = freePort();
    Files.createDirectories(directory);
    Path configuration = directory.resolve("influxdb.conf");
    Files.writeString(configuration, configuration(directory, port));
    Process process =
        new ProcessBuilder(
                program.orElseThrow().toString(), "run", "-config", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("influxd.log").toFile())
            .start();
    Influxd server = new Influxd(process, "http://127.0.0.1:" + port);
    try {
      Awaitility.await("influxd answers")
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> server.get("/ping").statusCode() == 204);
      server.series("CREATE DATABASE " + DATABASE);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Where it answers. */
  String address() {
    return address;
  }

  /**
   * One series of an answer.
   *
   * @param columns names, {@code time} the first of a SELECT's
   * @param values row by row, in the order of the columns; {@code time} in Unix milliseconds
   */
  record Series(List<String> columns, JsonNode values) {}

  /**
   * The answer to one query; empty if it has no series.
   *
   * @throws IllegalStateException with what the server says, if it answers with an error
   */
  List<Series> series(String influxQl) {
    HttpResponse<String> answer =
        get(
            "/query?db=%s&epoch=ms&q=%s"
                .formatted(DATABASE, URLEncoder.encode(influxQl, StandardCharsets.UTF_8)));
    try {
      JsonNode body = JSON.readTree(answer.body());
      JsonNode result = body.path("results").path(0);
      if (answer.statusCode() != 200
          || body.has("error")
          || result.has("error")
          || result.isMissingNode()) {
        throw new IllegalStateException(influxQl + ": " + answer.body());
      }
      List<Series> all = new ArrayList<>();
      for (JsonNode each : result.path("series")) {
        if (each.path("partial").asBoolean()) {
          throw new IllegalStateException(influxQl + ": the server cut its answer short");
        }
        List<String> columns = new ArrayList<>();
        each.get("columns").forEach(column -> columns.add(column.asText()));
        all.add(new Series(columns, each.path("values")));
      }
      return all;
    } catch (IOException e) {
      throw new IllegalStateException(influxQl + ": " + answer.body(), e);
    }
  }

  @Override
  public List<Map<String, Object>> ofDevice(String measurement, String device) {
    List<Map<String, Object>> rows = new ArrayList<>();
    String query = "SELECT * FROM \"%s\" WHERE \"device\" = '%s'".formatted(measurement, device);
    for (Series series : series(query)) {
      for (JsonNode values : series.values()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
          if (!values.get(i).isNull()) {
            row.put(series.columns().get(i), plain(series.columns().get(i), values.get(i)));
          }
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Every reading has its gateway, so counting that field counts the points. */
  @Override
  public long count(String measurement) {
    long count = 0;
    for (Series series : series("SELECT count(\"gateway\") FROM \"" + measurement + "\"")) {
      count += series.values().path(0).path(1).asLong();
    }
    return count;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(path, e);
    }
  }

  private static Object plain(String column, JsonNode value) {
    if (column.equals("time")) {
      return Instant.ofEpochMilli(value.asLong());
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    return value.isNumber() ? (Object) value.asDouble() : value.asText();
  }

  private static String configuration(Path directory, int port) {
    return """
        reporting-disabled = true
        bind-address = "127.0.0.1:0"
        [meta]
          dir = "%1$s/meta"
        [data]
          dir = "%1$s/data"
          wal-dir = "%1$s/wal"
          query-log-enabled = false
        [monitor]
          store-enabled = false
        [http]
          bind-address = "127.0.0.1:%2$d"
          log-enabled = false
        """
        .formatted(directory, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
