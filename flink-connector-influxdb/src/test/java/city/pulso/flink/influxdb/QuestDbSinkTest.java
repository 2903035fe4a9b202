package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.influxdb.server.QuestDbServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer against a real QuestDB in this JVM. */
@NullUnmarked
class QuestDbSinkTest {
  private static final MeasurementSpec AIR =
      MeasurementSpec.named("air_raw")
          .tag("station")
          .field("pm2_5", FieldType.FLOAT, "ug/m3")
          .field("count", FieldType.INTEGER, "1")
          .field("ok", FieldType.BOOLEAN, "")
          .field("note", FieldType.STRING, "")
          .build();

  @TempDir static Path directory;
  private static QuestDbServer server;

  @BeforeAll
  static void start() {
    server = QuestDbServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void points_are_read_back_as_they_were_written() throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      sink.write(
          AIR.at(1_700_000_000_123L)
              .tag("station", "Jirón de la Unión, 1=A")
              .field("pm2_5", 12.5)
              .field("count", -3)
              .field("ok", true)
              .field("note", "say \"hi\" \\ back")
              .build());
      sink.flush();
      assertThat(sink.metrics().pointsWritten()).isEqualTo(1);
    }
    awaitRows("select station, pm2_5, count, ok, note, timestamp from air_raw", 1);
    assertThat(server.sql("select station, pm2_5, count, ok, note, timestamp from air_raw"))
        .containsExactly(
            List.of(
                "Jirón de la Unión, 1=A",
                "12.5",
                "-3",
                "true",
                "say \"hi\" \\ back",
                "2023-11-14T22:13:20.123000Z"));
  }

  @Test
  void one_point_of_a_wrong_type_costs_one_point() throws Exception {
    server.sql(
        "create table conflict (timestamp timestamp, station symbol, v double)"
            + " timestamp(timestamp) partition by day wal"
            + " dedup upsert keys(timestamp, station)");
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      for (int i = 0; i < 100; i++) {
        String value = i == 37 ? "\"not a number\"" : i + ".0";
        sink.write(Point.ofLine("conflict,station=a v=" + value + " " + (1_700_000_000_000L + i)));
      }
      sink.flush();
      assertThat(sink.rejected())
          .singleElement()
          .satisfies(
              point -> {
                assertThat(point.line()).contains("not a number");
                assertThat(point.reason()).startsWith("HTTP 400");
              });
      assertThat(sink.metrics().pointsWritten()).isEqualTo(99);
    }
    awaitRows("select * from conflict", 99);
  }

  @Test
  void a_text_with_a_line_break_costs_its_point_because_this_server_cannot_read_it()
      throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      for (int i = 0; i < 10; i++) {
        sink.write(Point.ofLine("broken note=\"" + (i == 4 ? "a\nb" : "ab") + "\" " + (i + 1)));
      }
      sink.flush();
      assertThat(sink.rejected())
          .singleElement()
          .satisfies(point -> assertThat(point.line()).contains("a\nb"));
      assertThat(sink.metrics().pointsWritten()).isEqualTo(9);
    }
  }

  private static void awaitRows(String sql, int rows) {
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreException(IOException.class)
        .untilAsserted(() -> assertThat(server.sql(sql)).hasSize(rows));
  }
}
