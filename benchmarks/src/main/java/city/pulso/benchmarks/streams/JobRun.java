package city.pulso.benchmarks.streams;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobPorts;
import city.pulso.jobs.air.AirExposureJob;
import city.pulso.standalone.cluster.FlinkRest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The air job with source, Sequencer and sink as they are. Arguments: port of the broker, address
 * of the store, devices, minutes, parallelism, directory.
 *
 * <p>First it says that it is listening, learns the registry and stops with a savepoint, so that
 * its session at the broker is there and keeps the batches; told to go, it goes on from there. What
 * is counted are readings that have left the job for the store.
 */
final class JobRun {
  private static final long LIMIT_SECONDS = 600;
  private static final long LOOK_NANOS = 20_000_000;

  private final Load load;
  private final int parallelism;
  private final Path directory;
  private final MiniCluster flink;
  private final JobConfig config;

  private JobRun(String[] arguments) throws Exception {
    load = new Load(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    parallelism = Integer.parseInt(arguments[4]);
    directory = Path.of(arguments[5]);
    config =
        JobConfig.builder()
            .broker("mqtt://127.0.0.1:" + arguments[0])
            .store(arguments[1], JobConfig.StoreApi.V2)
            .checkpointInterval(Duration.ofSeconds(10))
            .parallelism(parallelism)
            .build();
    Configuration c = new Configuration();
    c.set(RestOptions.BIND_PORT, "0");
    c.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    c.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    c.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    c.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256L * parallelism));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    flink =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(c)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .setCommonBindAddress("127.0.0.1")
                .build());
    flink.start();
  }

  public static void main(String[] arguments) throws Exception {
    JobRun run = new JobRun(arguments);
    String savepoint = run.learnTheRegistry();
    System.out.println("ready");
    if (System.in.read() >= 0) {
      run.drain(savepoint);
      System.out.println("done");
    }
    System.exit(0);
  }

  private String learnTheRegistry() throws Exception {
    JobID job = submit(null);
    await(() -> CountingPorts.registryEntries() > 0);
    System.out.println("listening");
    // What was read before the savepoint is in it, wherever in the job it was.
    await(() -> CountingPorts.registryEntries() >= load.entries());
    return flink
        .stopWithSavepoint(
            job,
            directory.resolve("savepoint").toUri().toString(),
            false,
            SavepointFormatType.NATIVE)
        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void drain(String savepoint) throws Exception {
    Meter meter = new Meter(load.readings());
    JobID job = submit(savepoint);
    long counted = 0;
    while (counted < load.readings()) {
      long now = Math.min(load.readings(), CountingPorts.readings());
      meter.count(now - counted);
      counted = now;
      LockSupport.parkNanos(LOOK_NANOS);
    }
    meter.answer();
    long began = System.nanoTime();
    flink.triggerCheckpoint(job, CheckpointType.FULL).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    System.out.println("fullCheckpointMillis=" + (System.nanoTime() - began) / 1e6);
    FlinkRest.CheckpointFacts facts = new FlinkRest(rest(), job.toHexString()).checkpoints();
    System.out.println("stateBytes=" + facts.fullBytes());
    System.out.println("checkpointsFailed=" + facts.failed());
    began = System.nanoTime();
    flink.triggerCheckpoint(job, CheckpointType.CONFIGURED).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    System.out.println("checkpointMillis=" + (System.nanoTime() - began) / 1e6);
  }

  private JobID submit(@Nullable String savepoint) throws Exception {
    StreamExecutionEnvironment env =
        new StreamExecutionEnvironment(
            new Configuration(), Thread.currentThread().getContextClassLoader());
    AirExposureJob.topology(
        env,
        config,
        Clock.systemUTC(),
        new CountingPorts(JobPorts.of(config, AirExposureJob.NAME, Clock.systemUTC())));
    JobGraph graph = env.getStreamGraph().getJobGraph();
    if (savepoint != null) {
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, false));
    }
    flink.submitJob(graph).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    return graph.getJobID();
  }

  private URI rest() throws Exception {
    return flink.getRestAddress().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the registry was not learnt in time");
      }
      LockSupport.parkNanos(LOOK_NANOS * 10);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }
}
