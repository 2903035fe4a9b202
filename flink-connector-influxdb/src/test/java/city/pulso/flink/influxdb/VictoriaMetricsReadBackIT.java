package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.influxdb.server.VictoriaMetricsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

/** Labels are read back unchanged from a real VictoriaMetrics; texts it does not keep. */
@NullUnmarked
@AddLifecycleHook(VictoriaMetricsReadBackIT.NeedsVictoriaMetrics.class)
class VictoriaMetricsReadBackIT {
  private static Path directory;
  private static VictoriaMetricsServer server;
  private static int tries;

  @BeforeContainer
  static void start() throws Exception {
    directory = Files.createTempDirectory("victoria-read-back-");
    server = VictoriaMetricsServer.start(directory);
  }

  @AfterContainer
  static void stop() {
    server.close();
    FileUtils.deleteQuietly(directory.toFile());
  }

  @Property(tries = 10)
  void labels_are_read_back(@ForAll("samples") List<Sample> samples) throws Exception {
    String measurement = "m" + ++tries;
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      for (int i = 0; i < samples.size(); i++) {
        sink.write(samples.get(i).point(measurement, 1_700_000_000_000L + i));
      }
      sink.flush();
    }
    Set<String> labels =
        server.export(measurement + "_number").stream()
            .map(series -> series.getAsJsonObject("metric").get("label").getAsString())
            .collect(Collectors.toSet());
    assertThat(labels)
        .containsExactlyInAnyOrderElementsOf(
            samples.stream().map(Sample::label).collect(Collectors.toSet()));
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    return Sample.lists("a ");
  }

  /** Skips with a reason. */
  static final class NeedsVictoriaMetrics implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      return VictoriaMetricsServer.program().isPresent()
          ? SkipResult.doNotSkip()
          : SkipResult.skip(
              "victoria-metrics is not installed; apt-get install victoria-metrics brings it");
    }
  }
}
