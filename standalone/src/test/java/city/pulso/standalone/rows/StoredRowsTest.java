package city.pulso.standalone.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.schemas.Measurements;
import city.pulso.standalone.rows.StoredRows.Row;
import city.pulso.standalone.store.EmbeddedStore;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real embedded store, and answers of an InfluxDB 1.x as it gives them. */
class StoredRowsTest {
  private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
  private static final Map<String, String> DEVICE = Map.of("device", "it's \"7\"");

  @Test
  void the_embedded_store_gives_back_what_was_written(@TempDir Path directory) throws Exception {
    int port;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
    URI url = URI.create("http://127.0.0.1:" + port);
    try (EmbeddedStore store = EmbeddedStore.start(directory, port, Measurements.ALL)) {
      write(url, 10, T0);
      write(url, 11, T0.plusSeconds(3600));
      await().atMost(Duration.ofMinutes(1)).until(() -> store.count("completeness") == 2);

      StoredRows rows = StoredRows.embedded(url);
      List<Row> first = rows.rows(Measurements.COMPLETENESS, DEVICE, T0, T0.plusSeconds(3600));

      assertThat(first).hasSize(1);
      assertThat(first.get(0).time()).isEqualTo(T0);
      assertThat(first.get(0).whole("received")).isEqualTo(10);
      assertThat(first.get(0).wholeOrNull("expected")).isNull();
      assertThat(first.get(0).text("gateway")).isEqualTo("gw");
      assertThat(rows.newest(Measurements.COMPLETENESS, DEVICE).map(row -> row.whole("received")))
          .contains(11L);
      assertThat(rows.newest(Measurements.COMPLETENESS, Map.of("device", "other"))).isEmpty();
    }
  }

  @Test
  void an_influxdb_is_asked_in_influxql_with_its_token() throws Exception {
    AtomicReference<String> asked = new AtomicReference<>("");
    AtomicReference<String> authorization = new AtomicReference<>("");
    HttpServer server =
        answering(
            """
            {"results":[{"statement_id":0,"series":[{"name":"completeness",
             "columns":["time","device","expected","received"],
             "values":[[1772359200000,"d",null,10]]}]}]}
            """,
            200,
            asked,
            authorization);
    try {
      StoredRows rows = StoredRows.influx(address(server), "pulso", "Token s3cret");
      List<Row> found = rows.rows(Measurements.COMPLETENESS, DEVICE, T0, T0.plusSeconds(1));

      assertThat(found).containsExactly(new Row(T0, Map.of("device", "d", "received", "10")));
      assertThat(asked.get())
          .contains(
              "\"device\" = 'it\\'s \"7\"'",
              "time >= '2026-03-01T10:00:00Z' AND time < '2026-03-01T10:00:01Z'",
              "db=pulso");
      assertThat(authorization.get()).isEqualTo("Token s3cret");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void the_newest_row_is_the_one_asked_for() throws Exception {
    AtomicReference<String> asked = new AtomicReference<>("");
    HttpServer server = answering("{\"results\":[{}]}", 200, asked, new AtomicReference<>(""));
    try {
      StoredRows rows = StoredRows.influx(address(server), "pulso", "");
      assertThat(rows.newest(Measurements.COMPLETENESS, Map.of())).isEmpty();
      assertThat(asked.get()).endsWith("SELECT * FROM completeness ORDER BY time DESC LIMIT 1");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void an_answer_that_the_server_cut_is_refused() throws Exception {
    HttpServer server =
        answering(
            """
            {"results":[{"series":[{"name":"completeness","columns":["time","received"],
             "values":[[1772359200000,10]],"partial":true}]}]}
            """,
            200,
            new AtomicReference<>(""),
            new AtomicReference<>(""));
    try {
      StoredRows rows = StoredRows.influx(address(server), "pulso", "");
      assertThatThrownBy(() -> rows.rows(Measurements.COMPLETENESS, DEVICE, T0, T0.plusSeconds(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("max-row-limit");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void an_error_of_the_server_is_told_with_its_address() throws Exception {
    HttpServer server =
        answering(
            "{\"error\":\"database not found\"}",
            404,
            new AtomicReference<>(""),
            new AtomicReference<>(""));
    try {
      StoredRows rows = StoredRows.influx(address(server), "nowhere", "");
      assertThatThrownBy(() -> rows.newest(Measurements.COMPLETENESS, DEVICE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(address(server).toString())
          .hasMessageContaining("404")
          .hasMessageContaining("database not found");
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer answering(
      String body, int status, AtomicReference<String> asked, AtomicReference<String> authorization)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/query",
        exchange -> {
          asked.set(
              URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          authorization.set(sent == null ? "" : sent);
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void write(URI url, int received, Instant at) throws Exception {
    String line =
        "completeness,district=d,gateway=gw,domain=air,device=it's\\ \"7\" received=%di,late=0i %d"
            .formatted(received, at.toEpochMilli());
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "/api/v2/write?precision=ms"))
                    .POST(HttpRequest.BodyPublishers.ofString(line))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }
}
