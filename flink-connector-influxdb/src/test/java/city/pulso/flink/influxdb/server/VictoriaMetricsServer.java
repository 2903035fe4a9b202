package city.pulso.flink.influxdb.server;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Debian's VictoriaMetrics as a process of its own, on a free port, in a directory of its own. */
public final class VictoriaMetricsServer implements AutoCloseable {
  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private VictoriaMetricsServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program, empty if it is not installed. */
  public static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, "victoria-metrics"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public static VictoriaMetricsServer start(Path directory) throws Exception {
    int port = FreePort.find();
    Process process =
        new ProcessBuilder(
                program().orElseThrow().toString(),
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + directory.resolve("data"),
                "-memory.allowedBytes=64MB",
                "-retentionPeriod=100y")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("victoria-metrics.log").toFile())
            .start();
    var server = new VictoriaMetricsServer(process, port);
    Awaitility.await("victoria-metrics answers")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> server.get("/health").equals("OK"));
    return server;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** All series of a metric: one object each with metric, values and timestamps. */
  public List<JsonObject> export(String metric) throws IOException, InterruptedException {
    get("/internal/force_flush");
    String selector = URLEncoder.encode("{__name__=\"" + metric + "\"}", StandardCharsets.UTF_8);
    return get("/api/v1/export?match%5B%5D=" + selector)
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  /** Value of one of the server's own metrics, by its name with its labels. */
  public double ownMetric(String name) throws IOException, InterruptedException {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url() + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
