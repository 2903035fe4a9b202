package city.pulso.flink.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.broker.TestBroker;
import city.pulso.flink.mqtt.client.MqttPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EventTimeTest {
  private static final Duration DEADLINE = Duration.ofSeconds(120);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @Test
  void readers_without_a_subscriber_do_not_hold_back_event_time(@TempDir Path directory)
      throws Exception {
    try (var broker = TestBroker.start(directory);
        var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 1000)) {
      var env = StreamExecutionEnvironment.getExecutionEnvironment();
      env.getConfig().setAutoWatermarkInterval(50);
      env.fromSource(
              MqttSource.<Long>builder()
                  .connection(broker.connection())
                  .topicFilter("in/#") // not shared: one subscriber
                  .clientId("event-time")
                  .acknowledgement(Acknowledgement.AFTER_EMISSION)
                  .deserializer(
                      MqttDeserializationSchema.of(
                          Types.LONG,
                          (message, out) ->
                              out.collect(Long.parseLong(new String(message.payload(), UTF_8)))))
                  .build(),
              WatermarkStrategy.<Long>forMonotonousTimestamps()
                  .withTimestampAssigner((value, before) -> value),
              "in")
          .setParallelism(3)
          .process(new LatestWatermark())
          .setParallelism(1)
          .sinkTo(new DiscardingSink<>())
          .setParallelism(1);
      var job = env.executeAsync();
      var time = new AtomicLong();
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                byte[] payload = Long.toString(time.addAndGet(1000)).getBytes(UTF_8);
                var unused = publisher.publish("in/t", payload);
                assertThat(LatestWatermark.LATEST.get()).isGreaterThan(0);
              });
      job.cancel().get();
    }
  }

  private static final class LatestWatermark extends ProcessFunction<Long, Long> {
    private static final long serialVersionUID = 1;
    private static final AtomicLong LATEST = new AtomicLong(Long.MIN_VALUE);

    @Override
    public void processElement(Long value, Context context, Collector<Long> out) {
      LATEST.set(context.timerService().currentWatermark());
    }
  }
}
