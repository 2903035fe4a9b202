package city.pulso.flink.influxdb.server;

import com.google.gson.JsonParser;
import io.questdb.ServerMain;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** QuestDB in this JVM, on a free port, read back through its SQL address. */
public final class QuestDbServer implements AutoCloseable {
  private final ServerMain server;
  private final HttpClient http = HttpClient.newHttpClient();

  private QuestDbServer(ServerMain server) {
    this.server = server;
  }

  public static QuestDbServer start(Path directory) {
    ServerMain server =
        ServerMain.create(
            directory.toString(),
            Map.of(
                "QDB_HTTP_BIND_TO", "127.0.0.1:0",
                "QDB_HTTP_MIN_ENABLED", "false",
                "QDB_PG_ENABLED", "false",
                "QDB_LINE_TCP_ENABLED", "false",
                "QDB_TELEMETRY_ENABLED", "false",
                "QDB_SHARED_WORKER_COUNT", "1"));
    server.start();
    return new QuestDbServer(server);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getHttpServerPort();
  }

  /** Runs a statement; values come back as text, null as the text "null". */
  public List<List<String>> sql(String statement) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    url() + "/exec?query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8)))
            .build();
    String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    var json = JsonParser.parseString(body).getAsJsonObject();
    if (json.has("error")) {
      throw new IOException(json.get("error").getAsString() + ": " + statement);
    }
    List<List<String>> rows = new ArrayList<>();
    if (json.has("dataset")) {
      for (var row : json.getAsJsonArray("dataset")) {
        List<String> values = new ArrayList<>();
        row.getAsJsonArray().forEach(v -> values.add(v.isJsonNull() ? "null" : v.getAsString()));
        rows.add(values);
      }
    }
    return rows;
  }

  @Override
  public void close() {
    server.close();
  }
}
