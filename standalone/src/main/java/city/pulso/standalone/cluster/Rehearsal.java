package city.pulso.standalone.cluster;

import city.pulso.jobs.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Restores a job of this build from a savepoint of another, in this process and connected to
 * nothing, to see whether it can: every state of the savepoint has a place in this build, and every
 * format is read.
 *
 * <p>The job is given addresses where nobody listens, so it neither hears nor says anything.
 */
public final class Rehearsal implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = 50_000_000L;

  /** The port "discard": nothing listens there. */
  private static final String NOWHERE = "127.0.0.1:9";

  private final MiniCluster cluster;

  private Rehearsal(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /** Starts a Flink inside this process. */
  public static Rehearsal open() throws IOException {
    Path temporary = Files.createTempDirectory("pulso-rehearsal");
    Configuration c = new Configuration();
    c.set(CoreOptions.TMP_DIRS, temporary.toString());
    c.set(BlobServerOptions.STORAGE_DIRECTORY, temporary.toString());
    c.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
    c.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
    c.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    c.set(RestOptions.BIND_PORT, "0");
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(c)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .setCommonBindAddress("127.0.0.1")
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      throw new IOException("Flink did not start", e);
    }
    return new Rehearsal(cluster);
  }

  /**
   * Restores that job from that savepoint, which stays as it is.
   *
   * @throws RefusedException if it cannot be; the message says why
   * @throws IOException if it was not found out
   */
  public void restore(ClusterJob job, String savepoint) throws IOException {
    try {
      JobGraph graph = graph(job, savepoint);
      cluster.submitJob(graph).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      await(graph);
      cluster.cancelJob(graph.getJobID()).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new RefusedException(reason(e), e);
    } catch (TimeoutException e) {
      throw new IOException("not restored within " + LIMIT.toSeconds() + " s", e);
    }
  }

  /** This build cannot go on from that savepoint. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  private static JobGraph graph(ClusterJob job, String savepoint) {
    Configuration once = new Configuration();
    once.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment environment =
        new StreamExecutionEnvironment(
            new Configuration(), Thread.currentThread().getContextClassLoader());
    JobConfig config =
        JobConfig.builder()
            .broker("mqtt://" + NOWHERE)
            .store("http://" + NOWHERE, JobConfig.StoreApi.V2)
            .clientIdPrefix("pulso-rehearsal")
            .checkpointInterval(LIMIT.multipliedBy(2))
            .build();
    job.topology().build(environment, config, Clock.systemUTC());
    environment.configure(once);
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    graph.setSavepointRestoreSettings(
        SavepointRestoreSettings.forPath(savepoint, false, RecoveryClaimMode.NO_CLAIM));
    return graph;
  }

  private void await(JobGraph graph)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      AccessExecutionGraph execution =
          cluster.getExecutionGraph(graph.getJobID()).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (execution.getState().isGloballyTerminalState()
          || execution.getState() == JobStatus.FAILING) {
        var failure = execution.getFailureInfo();
        String why = failure == null ? execution.getState().name() : failure.getExceptionAsString();
        throw new RefusedException(
            why.lines().limit(2).reduce("", (a, b) -> a + " " + b), new IOException(why));
      }
      if (allRun(execution)) {
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new IOException("not restored within " + LIMIT.toSeconds() + " s");
  }

  private static boolean allRun(AccessExecutionGraph execution) {
    for (AccessExecutionVertex vertex : execution.getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } catch (Exception e) {
      throw new IllegalStateException("the rehearsal did not end", e);
    }
  }
}
