package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.influxdb.server.InfluxdServer;
import com.google.gson.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.NullUnmarked;

/** Whatever can be built is read back unchanged from a real InfluxDB 1.6.7. */
@NullUnmarked
@AddLifecycleHook(InfluxdReadBackIT.NeedsInfluxd.class)
class InfluxdReadBackIT {
  private static Path directory;
  private static InfluxdServer server;
  private static int tries;

  @BeforeContainer
  static void start() throws Exception {
    directory = Files.createTempDirectory("influxd-read-back-");
    server = InfluxdServer.start(directory, false);
  }

  @AfterContainer
  static void stop() throws Exception {
    server.close();
    FileUtils.deleteQuietly(directory.toFile());
  }

  @Property(tries = 25)
  void what_is_written_is_read_back(@ForAll("samples") List<Sample> samples) throws Exception {
    String measurement = "m" + ++tries;
    try (var sink = TestSink.to(server.url(), InfluxApi.V1)) {
      for (int i = 0; i < samples.size(); i++) {
        sink.write(samples.get(i).point(measurement, 1_000_000 + i));
      }
      sink.flush();
      assertThat(sink.rejected()).isEmpty();
    }
    JsonArray rows = server.query("SELECT label, text, number, whole, flag FROM " + measurement);
    assertThat(rows).hasSameSizeAs(samples);
    for (int i = 0; i < samples.size(); i++) {
      JsonArray row = rows.get(i).getAsJsonArray();
      assertThat(row.get(0).getAsLong()).isEqualTo(1_000_000 + i);
      assertThat(
              new Sample(
                  row.get(1).getAsString(),
                  row.get(2).getAsString(),
                  row.get(3).getAsDouble(),
                  row.get(4).getAsLong(),
                  row.get(5).getAsBoolean()))
          .isEqualTo(samples.get(i));
    }
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    return Sample.lists(" ,=\"'\\\n\t#a");
  }

  /** Skips with a reason. */
  static final class NeedsInfluxd implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      return InfluxdServer.program().isPresent()
          ? SkipResult.doNotSkip()
          : SkipResult.skip("influxd is not installed; apt-get install influxdb brings it");
    }
  }
}
