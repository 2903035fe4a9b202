package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.flink.influxdb.server.InfluxdServer;
import com.google.gson.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer against Debian's InfluxDB 1.6.7, read back by InfluxQL. */
@NullUnmarked
class InfluxdSinkIT {
  private static final MeasurementSpec TEXTS =
      MeasurementSpec.named("texts")
          .tag("label")
          .field("text", FieldType.STRING, "")
          .field("number", FieldType.FLOAT, "1")
          .field("whole", FieldType.INTEGER, "1")
          .field("flag", FieldType.BOOLEAN, "")
          .build();

  @TempDir static Path directory;
  private static InfluxdServer server;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        InfluxdServer.program().isPresent(),
        "influxd is not installed; apt-get install influxdb brings it");
    server = InfluxdServer.start(directory, false);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void whatever_can_be_built_is_read_back_unchanged() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261122);
    List<String> tags = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    try (var sink = TestSink.to(server.url(), InfluxApi.V1)) {
      for (int i = 0; i < 2000; i++) {
        tags.add(randomText(random, " ,=\"'#/aé€😀漢", 1));
        texts.add(randomText(random, " ,=\"'\\\n\t#aé€😀漢", 0));
        numbers.add(Double.longBitsToDouble(random.nextLong() & 0xBFEF_FFFF_FFFF_FFFFL));
        sink.write(
            TEXTS
                .at(1_000_000L + i)
                .tag("label", tags.get(i))
                .field("text", texts.get(i))
                .field("number", numbers.get(i))
                .field("whole", Long.MAX_VALUE - i)
                .field("flag", i % 2 == 0)
                .build());
      }
      sink.flush();
      assertThat(sink.rejected()).isEmpty();
    }
    JsonArray rows = server.query("SELECT label, text, number, whole, flag FROM texts");
    assertThat(rows).hasSize(2000);
    for (int i = 0; i < rows.size(); i++) {
      JsonArray row = rows.get(i).getAsJsonArray();
      assertThat(row.get(0).getAsLong()).isEqualTo(1_000_000L + i);
      assertThat(row.get(1).getAsString()).as("tag of row %d", i).isEqualTo(tags.get(i));
      assertThat(row.get(2).getAsString()).as("text of row %d", i).isEqualTo(texts.get(i));
      assertThat(row.get(3).getAsDouble()).isEqualTo(numbers.get(i));
      assertThat(row.get(4).getAsLong()).isEqualTo(Long.MAX_VALUE - i);
      assertThat(row.get(5).getAsBoolean()).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void a_type_conflict_costs_one_point() throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V1)) {
      sink.write(Point.ofLine("conflict,s=a v=1.5 1"));
      sink.flush();
      for (int i = 2; i <= 500; i++) {
        sink.write(Point.ofLine("conflict,s=a v=" + (i == 333 ? "7i" : i + ".5") + " " + i));
      }
      sink.flush();
      assertThat(sink.rejected())
          .singleElement()
          .satisfies(
              point -> {
                assertThat(point.line()).isEqualTo("conflict,s=a v=7i 333");
                assertThat(point.reason()).contains("HTTP 400", "field type conflict");
              });
    }
    assertThat(
            server.query("SELECT count(v) FROM conflict").get(0).getAsJsonArray().get(1).getAsInt())
        .isEqualTo(499);
  }

  @Test
  void an_unknown_database_names_the_setting_to_look_at() throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V1, b -> b.bucket("nowhere"))) {
      sink.write(Point.ofLine("m v=1 1"));
      assertThatThrownBy(sink::flush)
          .hasMessageContaining("nowhere")
          .hasMessageContaining("bucket");
    }
  }

  @Test
  void gzip_is_understood() throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V1, b -> b.gzip(true))) {
      sink.write(Point.ofLine("zipped v=1 1"));
      sink.flush();
    }
    assertThat(server.query("SELECT v FROM zipped")).hasSize(1);
  }

  @Test
  void a_user_and_a_password_are_sent(@TempDir Path own) throws Exception {
    Path password = Files.writeString(own.resolve("password"), "secret\n");
    Path wrong = Files.writeString(own.resolve("wrong"), "guess\n");
    try (var guarded = InfluxdServer.start(own, true)) {
      try (var sink =
          TestSink.to(guarded.url(), InfluxApi.V1, b -> b.credentials("pulso", password))) {
        sink.write(Point.ofLine("guarded v=1 1"));
        sink.flush();
      }
      assertThat(guarded.query("SELECT v FROM guarded")).hasSize(1);
      try (var sink =
          TestSink.to(guarded.url(), InfluxApi.V1, b -> b.credentials("pulso", wrong))) {
        sink.write(Point.ofLine("guarded v=1 2"));
        assertThatThrownBy(sink::flush)
            .hasMessageContaining("HTTP 401")
            .hasMessageContaining("credentials");
      }
    }
  }

  private static String randomText(RandomGenerator random, String alphabet, int shortest) {
    int[] letters = alphabet.codePoints().toArray();
    var text = new StringBuilder();
    int length = random.nextInt(shortest, 12);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }
}
