package city.pulso.flink.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.broker.TestBroker;
import city.pulso.flink.mqtt.client.MqttPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One job, stopped and started with other parallelisms, and what its sessions kept meanwhile. */
class RescaleTest {
  private static final Duration DEADLINE = Duration.ofSeconds(120);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @Test
  void no_unacknowledged_message_is_lost_when_the_job_grows_and_shrinks(
      @TempDir Path brokerDirectory, @TempDir Path savepoints) throws Exception {
    try (var broker = TestBroker.start(brokerDirectory)) {
      JobClient first = start(broker, 2, null, true);
      Seen.awaitSubscribed(broker);
      publish(broker, 0, 40);
      Seen.await(0, 40);
      String savepoint =
          first
              .stopWithSavepoint(false, savepoints.toString(), SavepointFormatType.CANONICAL)
              .get();

      publish(broker, 40, 80); // nobody is there
      Seen.forget();
      JobClient grown = start(broker, 4, savepoint, false);
      Seen.await(40, 80);
      assertThat(Seen.values())
          .as("acknowledged by the savepoint")
          .doesNotContainAnyElementsOf(numbers(0, 40));

      cancel(grown); // no savepoint, no checkpoint: nothing was acknowledged
      publish(broker, 80, 120);
      Seen.forget();
      JobClient shrunk = start(broker, 1, savepoint, false);
      Seen.await(40, 120);
      assertThat(Seen.values()).doesNotContainAnyElementsOf(numbers(0, 40));
      cancel(shrunk);
    }
  }

  /**
   * @param checkpoints false = only a savepoint acknowledges
   */
  private static JobClient start(
      TestBroker broker, int parallelism, @Nullable String savepoint, boolean checkpoints)
      throws Exception {
    var settings = new Configuration();
    if (savepoint != null) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    settings.setString("pipeline.auto-generate-uids", "false");
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(parallelism);
    if (checkpoints) {
      env.enableCheckpointing(200);
    }
    env.fromSource(
            MqttSource.<Integer>builder()
                .connection(broker.connection())
                .topicFilter("in/#")
                .sharedGroup("jobs")
                .subscribers(4)
                .clientId("rescaled")
                .deserializer(
                    MqttDeserializationSchema.of(
                        Types.INT,
                        (message, out) ->
                            out.collect(Integer.parseInt(new String(message.payload(), UTF_8)))))
                .build(),
            WatermarkStrategy.noWatermarks(),
            "in")
        .uid("in")
        .map(new Seen())
        .uid("seen")
        .sinkTo(new DiscardingSink<>())
        .uid("out");
    return env.executeAsync();
  }

  /** Returns when no reader is left that could take what is meant for the next one. */
  private static void cancel(JobClient job) throws Exception {
    job.cancel().get();
    await().atMost(DEADLINE).until(() -> job.getJobStatus().get().isGloballyTerminalState());
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private static void publish(TestBroker broker, int from, int to) throws Exception {
    try (var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 100)) {
      for (int i = from; i < to; i++) {
        var unused =
            publisher.publishWhenRoom(
                MqttOutgoing.of("in/" + i % 5, Integer.toString(i).getBytes(UTF_8)));
      }
      publisher.awaitEmpty();
    }
  }

  /** What went through the job, by its value; the job runs in this JVM. */
  private static final class Seen implements MapFunction<Integer, Integer> {
    private static final long serialVersionUID = 1;
    private static final int POKE = -1;
    private static final Set<Integer> VALUES = ConcurrentHashMap.newKeySet();

    @Override
    public Integer map(Integer value) {
      VALUES.add(value);
      return value;
    }

    static Set<Integer> values() {
      return VALUES;
    }

    static void forget() {
      VALUES.clear();
    }

    static void await(int from, int to) {
      List<Integer> expected = numbers(from, to);
      org.awaitility.Awaitility.await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(VALUES).containsAll(expected));
    }

    /** All four sessions exist once something has arrived: a job runs when all its tasks do. */
    static void awaitSubscribed(TestBroker broker) throws Exception {
      try (var publisher = MqttPublisher.open(broker.connection(), "test-poker", 1000)) {
        org.awaitility.Awaitility.await()
            .atMost(DEADLINE)
            .until(
                () -> {
                  var unused = publisher.publish("in/poke", Integer.toString(POKE).getBytes(UTF_8));
                  return VALUES.contains(POKE);
                });
      }
    }
  }
}
