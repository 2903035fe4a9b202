package city.pulso.jobs;

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What every job asks of Flink. */
public final class JobEnvironment {
  private JobEnvironment() {}

  /**
   * Sets parallelism, checkpoints and restarts, and forbids what would make state unreadable by the
   * next release: generated uids and generic (Kryo) types.
   *
   * @throws IllegalArgumentException if the clock cannot travel to the tasks
   */
  public static void prepare(StreamExecutionEnvironment env, JobConfig config, Clock clock) {
    if (!(clock instanceof Serializable)) {
      throw new IllegalArgumentException(
          "clock: " + clock.getClass().getName() + " is not accepted; use a Serializable one");
    }
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.checkpointInterval());
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    env.configure(settings);
    env.setParallelism(config.parallelism());
    env.setMaxParallelism(config.maxParallelism());
  }
}
