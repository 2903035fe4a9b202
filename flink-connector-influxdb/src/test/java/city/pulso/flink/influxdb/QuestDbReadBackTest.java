package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.influxdb.server.QuestDbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.NullUnmarked;

/** Whatever can be built is read back unchanged from a real QuestDB in this JVM. */
@NullUnmarked
class QuestDbReadBackTest {
  private static Path directory;
  private static QuestDbServer server;
  private static int tries;

  @BeforeContainer
  static void start() throws Exception {
    directory = Files.createTempDirectory("questdb-read-back-");
    server = QuestDbServer.start(directory);
  }

  @AfterContainer
  static void stop() {
    server.close();
    FileUtils.deleteQuietly(directory.toFile());
  }

  @Property(tries = 6)
  void what_is_written_is_read_back(@ForAll("samples") List<Sample> samples) throws Exception {
    String table = "m" + ++tries;
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      for (int i = 0; i < samples.size(); i++) {
        sink.write(samples.get(i).point(table, 1_700_000_000_000L + i));
      }
      sink.flush();
      assertThat(sink.rejected()).isEmpty();
    }
    String sql = "select label, text, number, whole, flag from " + table + " order by timestamp";
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreException(IOException.class)
        .until(() -> server.sql(sql).size() == samples.size());
    assertThat(server.sql(sql).stream().map(QuestDbReadBackTest::sample)).isEqualTo(samples);
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    return Sample.lists(" ,=\"'\\\t#a"); // no line break: QuestDB has no spelling for it
  }

  private static Sample sample(List<String> row) {
    return new Sample(
        row.get(0),
        row.get(1),
        Double.parseDouble(row.get(2)),
        Long.parseLong(row.get(3)),
        Boolean.parseBoolean(row.get(4)));
  }
}
