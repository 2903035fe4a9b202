package city.pulso.flink.influxdb.server;

import com.google.gson.JsonArray;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Debian's InfluxDB 1.6.7 as a process of its own, on free ports, in a directory of its own. */
public final class InfluxdServer implements AutoCloseable {
  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private InfluxdServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program, empty if it is not installed. */
  public static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, "influxd"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it with one database, {@code test}.
   *
   * @param authentication demands the user {@code pulso} with the password {@code secret}
   */
  public static InfluxdServer start(Path directory, boolean authentication) throws Exception {
    int port = FreePort.find();
    Path configuration = directory.resolve("influxdb.conf");
    Files.writeString(configuration, configuration(directory, port, authentication));
    Process process =
        new ProcessBuilder(
                program().orElseThrow().toString(), "run", "-config", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("influxd.log").toFile())
            .start();
    var server = new InfluxdServer(process, port);
    Awaitility.await("influxd answers")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(server::answers);
    if (authentication) {
      server.query("CREATE USER pulso WITH PASSWORD 'secret' WITH ALL PRIVILEGES");
    }
    server.query("CREATE DATABASE test");
    return server;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The first series of the answer: its rows; empty if there is none. */
  public JsonArray query(String influxQl) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    url()
                        + "/query?db=test&epoch=ms&u=pulso&p=secret&q="
                        + URLEncoder.encode(influxQl, StandardCharsets.UTF_8)))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    var answer = JsonParser.parseString(body).getAsJsonObject();
    if (answer.has("error")) {
      throw new IOException(body);
    }
    var result = answer.getAsJsonArray("results").get(0).getAsJsonObject();
    if (result.has("error")) {
      throw new IOException(body);
    }
    return result.has("series")
        ? result.getAsJsonArray("series").get(0).getAsJsonObject().getAsJsonArray("values")
        : new JsonArray();
  }

  @Override
  public void close() throws IOException {
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

  private boolean answers() throws IOException, InterruptedException {
    var ping = HttpRequest.newBuilder(URI.create(url() + "/ping")).build();
    return http.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode() == 204;
  }

  private static String configuration(Path directory, int port, boolean authentication) {
    return """
        reporting-disabled = true
        bind-address = "127.0.0.1:0"
        [meta]
          dir = "%1$s/meta"
        [data]
          dir = "%1$s/data"
          wal-dir = "%1$s/wal"
        [monitor]
          store-enabled = false
        [http]
          bind-address = "127.0.0.1:%2$d"
          auth-enabled = %3$s
        """
        .formatted(directory, port, authentication);
  }
}
