package city.pulso.flink.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.broker.TestBroker;
import city.pulso.flink.mqtt.client.MqttPublisher;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Source and sink in real jobs against a real broker in this JVM. */
class MqttJobTest {
  private static final int PARALLELISM = 2;
  private static final Duration DEADLINE = Duration.ofSeconds(120);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(PARALLELISM)
              .build());

  private TestBroker broker;
  private Probe probe;

  @BeforeEach
  void startBroker(@TempDir Path directory) throws Exception {
    broker = TestBroker.start(directory);
    probe = new Probe();
  }

  @AfterEach
  void stopBroker() throws Exception {
    probe.forget();
    broker.close();
  }

  @Test
  void every_message_arrives_across_a_failure_of_the_job() throws Exception {
    JobClient job = startCopyJob();
    try (var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 1000)) {
      publish(publisher, 0, 500);
      awaitSeen(500);
      probe.failNext();
      publish(publisher, 500, 1000);
      awaitSeen(1000);
    }
    assertThat(probe.failures()).isEqualTo(1);
    job.cancel().get();
  }

  @Test
  void a_broker_that_restarts_does_not_fail_the_job() throws Exception {
    JobClient job = startCopyJob();
    try (var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 1000)) {
      publish(publisher, 0, 100);
      awaitSeen(100);
      broker.stop();
      broker.start();
      // A broker without a disk has forgotten the subscriptions: wait until they are renewed.
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                publish(publisher, 100, 200);
                assertThat(probe.seen()).hasSize(200);
              });
    }
    assertThat(probe.starts()).as("starts of the map's subtasks").isEqualTo(PARALLELISM);
    assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
    job.cancel().get();
  }

  /** Copies in/# to out/#, both through the broker; a source of its own collects out/#. */
  private JobClient startCopyJob() throws Exception {
    var settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    settings.setString("pipeline.generic-types", "false");
    settings.setString("pipeline.auto-generate-uids", "false");
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(PARALLELISM);
    env.enableCheckpointing(200);
    env.fromSource(
            MqttSource.<MqttMessage>builder()
                .connection(broker.connection())
                .topicFilter("in/#")
                .sharedGroup("copy")
                .clientId("copy-source")
                .deserializer(MqttDeserializationSchema.raw())
                .build(),
            WatermarkStrategy.noWatermarks(),
            "in")
        .uid("in")
        .map(new ProbedMap(probe.id))
        .uid("map")
        .sinkTo(
            MqttSink.<MqttMessage>builder()
                .connection(broker.connection())
                .clientId("copy-sink")
                .serializer(
                    message ->
                        MqttOutgoing.of(message.topic().replace("in/", "out/"), message.payload()))
                .build())
        .uid("out");
    env.fromSource(
            MqttSource.<String>builder()
                .connection(broker.connection())
                .topicFilter("out/#")
                .clientId("collect-source")
                .deserializer(
                    MqttDeserializationSchema.of(
                        org.apache.flink.api.common.typeinfo.Types.STRING,
                        (message, out) -> out.collect(new String(message.payload(), UTF_8))))
                .build(),
            WatermarkStrategy.noWatermarks(),
            "collect")
        .uid("collect")
        .setParallelism(1)
        .map(new CollectingMap(probe.id))
        .uid("collecting")
        .setParallelism(1)
        .sinkTo(new org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink<>())
        .uid("discard");
    JobClient job = env.executeAsync();
    awaitSubscribed();
    return job;
  }

  /** Retained messages would not reach a shared subscription, so poke until something arrives. */
  private void awaitSubscribed() throws Exception {
    try (var publisher = MqttPublisher.open(broker.connection(), "test-poker", 1000)) {
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                var unused = publisher.publish("in/poke", "poke".getBytes(UTF_8));
                assertThat(probe.pokes()).isTrue();
                // One subtask may be reading while the other is still being started.
                assertThat(probe.starts()).isEqualTo(PARALLELISM);
              });
    }
  }

  private static void publish(MqttPublisher publisher, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      var unused =
          publisher.publishWhenRoom(
              MqttOutgoing.of("in/" + i % 7, Integer.toString(i).getBytes(UTF_8)));
    }
    publisher.awaitEmpty();
  }

  private void awaitSeen(int count) {
    await().atMost(DEADLINE).untilAsserted(() -> assertThat(probe.seen()).hasSize(count));
  }

  /** What a test watches inside the job; found by id because operators are serialised. */
  private static final class Probe {
    private static final Map<String, Probe> PROBES = new ConcurrentHashMap<>();
    private final String id = UUID.randomUUID().toString();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean poked = new AtomicBoolean();
    private final AtomicBoolean fail = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger starts = new AtomicInteger();

    Probe() {
      PROBES.put(id, this);
    }

    static Probe byId(String id) {
      return Objects.requireNonNull(PROBES.get(id), id);
    }

    void forget() {
      PROBES.remove(id);
    }

    Set<String> seen() {
      return seen;
    }

    boolean pokes() {
      return poked.get();
    }

    void failNext() {
      fail.set(true);
    }

    int failures() {
      return failures.get();
    }

    int starts() {
      return starts.get();
    }
  }

  private static final class ProbedMap extends RichMapFunction<MqttMessage, MqttMessage> {
    private static final long serialVersionUID = 1;
    private final String probe;

    ProbedMap(String probe) {
      this.probe = probe;
    }

    @Override
    public void open(OpenContext context) {
      Probe.byId(probe).starts.incrementAndGet();
    }

    @Override
    public MqttMessage map(MqttMessage message) {
      Probe mine = Probe.byId(probe);
      if (mine.fail.compareAndSet(true, false)) {
        mine.failures.incrementAndGet();
        throw new IllegalStateException("told to fail");
      }
      return message;
    }
  }

  private record CollectingMap(String probe) implements MapFunction<String, String>, Serializable {
    @Override
    public String map(String value) {
      Probe mine = Probe.byId(probe);
      if (value.equals("poke")) {
        mine.poked.set(true);
      } else {
        mine.seen.add(value);
      }
      return value;
    }
  }
}
