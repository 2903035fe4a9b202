package city.pulso.flink.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.broker.TestBroker;
import city.pulso.flink.mqtt.client.MqttPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer against a broker that is away when the story begins. */
class MqttSinkWriterTest {
  private static final int WINDOW = 3;
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final SinkWriter.Context NO_CONTEXT =
      new SinkWriter.Context() {
        @Override
        public long currentWatermark() {
          return Long.MIN_VALUE;
        }

        @Override
        public @Nullable Long timestamp() {
          return null;
        }
      };

  private TestBroker broker;
  private MqttSinkWriter<String> writer;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    broker = TestBroker.later(directory);
    writer =
        new MqttSinkWriter<>(
            MqttPublisher.open(broker.connection(), "test-sink", WINDOW),
            text -> MqttOutgoing.of("out/t", text.getBytes(UTF_8)),
            RefusedHandler.failJob(),
            UnregisteredMetricsGroup.createSinkWriterMetricGroup());
  }

  @AfterEach
  void close() {
    writer.close();
    broker.close();
  }

  @Test
  void a_flush_returns_only_when_the_broker_has_everything() throws Exception {
    writer.write("one", NO_CONTEXT);
    writer.write("two", NO_CONTEXT);
    var flushed = inBackground(() -> writer.flush(false));
    assertThat(flushed).isNotDone();
    broker.start();
    flushed.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void a_full_window_makes_the_writer_wait() throws Exception {
    var written = new AtomicInteger();
    var all =
        inBackground(
            () -> {
              for (int i = 0; i < 3 * WINDOW; i++) {
                writer.write("n" + i, NO_CONTEXT);
                written.incrementAndGet();
              }
            });
    await().atMost(DEADLINE).until(() -> written.get() == WINDOW);
    assertThat(all).isNotDone();
    broker.start();
    all.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(written).hasValue(3 * WINDOW);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> inBackground(Step step) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            step.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
