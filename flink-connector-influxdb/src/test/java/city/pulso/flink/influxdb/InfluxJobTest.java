package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.influxdb.server.ScriptedServer;
import city.pulso.flink.influxdb.server.ScriptedServer.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink in a real job. */
class InfluxJobTest {
  private static final MeasurementSpec NUMBERS =
      MeasurementSpec.named("numbers").field("n", FieldType.INTEGER, "1").build();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @Test
  void every_point_is_stored_across_refusals_and_a_failure_of_the_job() throws Exception {
    Set<Long> stored = new ConcurrentSkipListSet<>();
    AtomicInteger requests = new AtomicInteger();
    try (var server = ScriptedServer.start()) {
      server.then(
          request -> {
            int number = requests.incrementAndGet();
            if (number % 3 == 0) {
              return Answer.of(503);
            }
            if (number == 4) {
              return Answer.of(401); // fails the job, which recovers
            }
            request.body().lines().forEach(line -> stored.add(Long.parseLong(line.split(" ")[2])));
            return Answer.of(204);
          });
      var env = environment();
      env.fromSource(
              new NumberSequenceSource(1, 20_000), WatermarkStrategy.noWatermarks(), "numbers")
          .uid("numbers")
          .map(n -> NUMBERS.at(n).field("n", n).build())
          .returns(Point.class)
          .uid("points")
          .rebalance()
          .sinkTo(sink(server).maxBatchPoints(700).build())
          .uid("sink");
      env.execute();
    }
    assertThat(stored).hasSize(20_000);
  }

  @Test
  void a_checkpoint_completes_only_after_the_points_before_it_are_stored() throws Exception {
    AtomicBoolean storeIsAway = new AtomicBoolean(true);
    Set<Long> stored = new ConcurrentSkipListSet<>();
    CheckpointedPoints.LAST_COMPLETED.set(-1);
    try (var server = ScriptedServer.start()) {
      server.then(
          request -> {
            if (storeIsAway.get()) {
              return Answer.of(503);
            }
            request.body().lines().forEach(line -> stored.add(Long.parseLong(line.split(" ")[2])));
            return Answer.of(204);
          });
      var env = environment();
      env.setParallelism(1);
      var numbers =
          new DataGeneratorSource<Long>(
              n -> n, Long.MAX_VALUE, RateLimiterStrategy.perSecond(200), Types.LONG);
      env.fromSource(numbers, WatermarkStrategy.noWatermarks(), "numbers")
          .uid("numbers")
          .map(new CheckpointedPoints())
          .uid("points")
          .sinkTo(sink(server).flushInterval(Duration.ofHours(1)).build())
          .uid("sink");
      var job = env.executeAsync();
      await().atMost(Duration.ofSeconds(90)).until(() -> server.requests().size() >= 3);
      assertThat(CheckpointedPoints.LAST_COMPLETED.get())
          .as("last point in a completed checkpoint while the store is away")
          .isEqualTo(-1);
      storeIsAway.set(false);
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> CheckpointedPoints.LAST_COMPLETED.get() > 0);
      assertThat(stored)
          .containsAll(
              LongStream.rangeClosed(0, CheckpointedPoints.LAST_COMPLETED.get()).boxed().toList());
      job.cancel().get();
    }
  }

  /** Knows which points each checkpoint contains. */
  private static final class CheckpointedPoints
      implements MapFunction<Long, Point>, CheckpointedFunction, CheckpointListener {
    private static final long serialVersionUID = 1;
    private static final AtomicLong LAST_COMPLETED = new AtomicLong(-1);
    private final Map<Long, Long> lastByCheckpoint = new ConcurrentHashMap<>();
    private long last = -1;

    @Override
    public Point map(Long n) {
      last = n;
      return NUMBERS.at(n).field("n", n).build();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      lastByCheckpoint.put(context.getCheckpointId(), last);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      LAST_COMPLETED.set(lastByCheckpoint.getOrDefault(checkpointId, -1L));
    }
  }

  private static InfluxSinkBuilder<Point> sink(ScriptedServer server) {
    return InfluxSink.<Point>builder()
        .url(server.url())
        .bucket("test")
        .backoff(Duration.ofMillis(5), Duration.ofMillis(50))
        .converter(PointConverter.identity());
  }

  private static StreamExecutionEnvironment environment() {
    var settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(20));
    settings.setString("pipeline.generic-types", "false");
    settings.setString("pipeline.auto-generate-uids", "false");
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(2);
    env.enableCheckpointing(50);
    return env;
  }
}
