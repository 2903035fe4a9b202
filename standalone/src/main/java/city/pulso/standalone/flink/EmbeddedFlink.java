package city.pulso.standalone.flink;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this process.
 *
 * <p>A job that fails is restarted for ever, after 1 s at first and 30 s at most. Checkpoints are
 * kept when the process ends, however it ends, and a job submitted again under its name goes on
 * from the newest.
 *
 * <p>Threads: one thread starts, submits and closes; {@link #standings} may be called by any.
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final Duration SUBMIT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final Checkpoints checkpoints;
  private final Map<String, JobID> jobs = new LinkedHashMap<>();
  private final URI uri;

  private EmbeddedFlink(
      MiniCluster cluster, Configuration configuration, Checkpoints checkpoints, URI uri) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.checkpoints = checkpoints;
    this.uri = uri;
  }

  /**
   * Starts the cluster and returns when it takes jobs.
   *
   * @param directory checkpoints and temporary files
   * @param webPort TCP port of its web page on 127.0.0.1
   * @param metricsPort TCP port of its metrics for Prometheus on 127.0.0.1
   * @param slots tasks slots: one per job and degree of parallelism
   * @param checkpointEvery real time between two checkpoints of a job
   * @param log the log its web page shows
   * @throws IOException if it does not come up
   */
  public static EmbeddedFlink start(
      Path directory, int webPort, int metricsPort, int slots, Duration checkpointEvery, Path log)
      throws IOException {
    Path root = directory.toAbsolutePath();
    Checkpoints checkpoints = new Checkpoints(Files.createDirectories(root.resolve("checkpoints")));
    Configuration configuration = configuration(root, checkpoints.directory(), webPort, log);
    metrics(configuration, metricsPort);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointEvery);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress("127.0.0.1")
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      throw new IOException("Flink did not start", e);
    }
    return new EmbeddedFlink(
        cluster, configuration, checkpoints, URI.create("http://127.0.0.1:" + webPort));
  }

  /** Its web page. */
  public URI uri() {
    return uri;
  }

  /** What a job is built in: the cluster's configuration and nothing else. */
  public StreamExecutionEnvironment environment() {
    return new StreamExecutionEnvironment(
        new Configuration(configuration), Thread.currentThread().getContextClassLoader());
  }

  /**
   * Starts a job; one that ran here before under this name goes on from its newest checkpoint.
   *
   * @param name never changes: the checkpoints are found by it
   * @return true if it goes on, false if it starts anew
   * @throws IOException if the cluster refuses it
   */
  public boolean submit(String name, StreamExecutionEnvironment environment) throws IOException {
    JobID id = Checkpoints.jobId(name);
    var plan = environment.getStreamGraph();
    plan.setJobName(name);
    JobGraph graph = plan.getJobGraph(Thread.currentThread().getContextClassLoader(), id);
    checkpoints.removeIncomplete(id);
    Optional<Path> newest = checkpoints.newest(id);
    newest.ifPresent(
        path ->
            graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(
                    path.toUri().toString(), false, RecoveryClaimMode.CLAIM)));
    LOG.info("job {} starts {}", name, newest.map(path -> "from " + path).orElse("anew"));
    await(cluster.submitJob(graph), SUBMIT, "job " + name + " was not accepted");
    jobs.put(name, id);
    return newest.isPresent();
  }

  /** How each submitted job is, in the order of submission. */
  public List<JobStanding> standings() {
    List<JobStanding> standings = new ArrayList<>();
    jobs.forEach((name, id) -> standings.add(new JobStanding(name, state(id))));
    return standings;
  }

  /**
   * Makes a checkpoint of every running job and waits for them: what was in flight is receipted.
   *
   * @return whether all of them completed within the limit
   */
  public boolean checkpoint(Duration limit) {
    CompletableFuture<?>[] running =
        jobs.values().stream()
            .map(id -> cluster.triggerCheckpoint(id, CheckpointType.FULL))
            .toArray(CompletableFuture[]::new);
    try {
      await(CompletableFuture.allOf(running), limit, "last checkpoint");
      return true;
    } catch (IOException e) {
      LOG.info("ended without a last checkpoint; the next start goes on from the one before", e);
      return false;
    }
  }

  /** Stops the jobs as they are and the cluster. Their checkpoints stay. */
  @Override
  public void close() {
    try {
      for (JobID id : jobs.values()) {
        await(cluster.cancelJob(id), LOOK, "cancel");
      }
    } catch (IOException e) {
      LOG.info("a job did not stop", e);
    }
    try {
      await(cluster.closeAsync(), Duration.ofSeconds(5), "stop");
    } catch (IOException e) {
      LOG.info("the cluster did not stop", e);
    }
  }

  private String state(JobID id) {
    try {
      return await(cluster.getJobStatus(id), LOOK, "status").name();
    } catch (IOException e) {
      return "UNKNOWN";
    }
  }

  private static <T> T await(CompletableFuture<T> future, Duration limit, String what)
      throws IOException {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(what + ": interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(what + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(what + ": nothing heard within " + limit.toSeconds() + " s", e);
    }
  }

  private static void metrics(Configuration configuration, int port) {
    Configuration reporter = MetricOptions.forReporter(configuration, "prom");
    reporter.set(MetricOptions.REPORTER_FACTORY_CLASS, LoopbackPrometheusFactory.class.getName());
    reporter.setString("port", Integer.toString(port));
  }

  private static Configuration configuration(Path root, Path checkpoints, int webPort, Path log)
      throws IOException {
    Configuration c = new Configuration();
    Path temporary = Files.createDirectories(root.resolve("tmp"));
    c.set(CoreOptions.TMP_DIRS, temporary.toString());
    c.set(BlobServerOptions.STORAGE_DIRECTORY, temporary.toString());
    c.set(JobManagerOptions.ADDRESS, "127.0.0.1");
    // The blob server binds to every address unless told otherwise.
    c.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
    c.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
    c.set(RestOptions.ADDRESS, "127.0.0.1");
    c.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    c.set(RestOptions.PORT, webPort);
    c.set(RestOptions.BIND_PORT, Integer.toString(webPort));
    c.set(WebOptions.SUBMIT_ENABLE, false);
    c.set(WebOptions.CANCEL_ENABLE, false);
    c.set(WebOptions.LOG_PATH, log.toAbsolutePath().toString());
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(48));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(48));
    c.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    c.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
    c.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    c.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));
    c.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 100);
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    c.set(PipelineOptions.GENERIC_TYPES, false);
    c.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    return c;
  }
}
