package city.pulso.standalone.cluster;

import city.pulso.standalone.flink.Checkpoints;
import city.pulso.standalone.flink.JobStanding;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job with the Flink cluster of its own: a job manager in application mode and its task
 * managers.
 *
 * <p>Threads: {@link #standing} any; the rest one at a time.
 */
final class JobCluster {
  private static final Logger LOG = LoggerFactory.getLogger(JobCluster.class);
  private static final String ENTRY_POINT =
      "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";
  private static final String RUNNER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final Duration STOP = Duration.ofMinutes(2);
  private static final Duration TO_RUN = Duration.ofMinutes(3);
  private static final Duration TO_END = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = 500_000_000L;

  private final ClusterJob job;
  private final Path root;
  private final Path configuration;
  private final FlinkRest rest;
  private final URI web;
  private final Checkpoints checkpoints;
  private final Part jobManager;
  private final List<Part> taskManagers = new ArrayList<>();
  private final int restPort;
  private final int rpcPort;
  private List<String> jobArguments = List.of();
  private int attempts;

  /**
   * @param root checkpoints, savepoints, configuration and temporary files of every job
   * @param metricsPort of the job manager; those of the task managers follow
   */
  JobCluster(
      ClusterJob job,
      Path root,
      Path logs,
      int restPort,
      int rpcPort,
      int metricsPort,
      int taskManagers) {
    this.job = job;
    this.root = root;
    this.restPort = restPort;
    this.rpcPort = rpcPort;
    this.configuration = root.resolve("conf").resolve(job.label());
    this.web = URI.create("http://127.0.0.1:" + restPort);
    this.rest = new FlinkRest(web, id().toHexString());
    this.checkpoints = new Checkpoints(FlinkSettings.checkpoints(root));
    this.jobManager =
        new Part(
            job.label() + "-jobmanager", FlinkSettings.JOB_MANAGER, ENTRY_POINT, logs, metricsPort);
    for (int i = 1; i <= taskManagers; i++) {
      this.taskManagers.add(
          new Part(
              job.label() + "-taskmanager-" + i,
              FlinkSettings.TASK_MANAGER,
              RUNNER,
              logs,
              metricsPort + i));
    }
  }

  ClusterJob job() {
    return job;
  }

  JobID id() {
    return Checkpoints.jobId(job.name());
  }

  URI web() {
    return web;
  }

  FlinkRest rest() {
    return rest;
  }

  /** Job manager first. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>(List.of(jobManager));
    parts.addAll(taskManagers);
    return parts;
  }

  /**
   * Starts the processes; the job goes on from its newest state, or begins anew when there is none.
   *
   * @param arguments of the job's main class
   */
  void start(Build build, List<String> arguments) throws IOException {
    jobArguments = List.copyOf(arguments);
    FlinkSettings.write(configuration, root, job.label(), restPort, rpcPort);
    startJobManager(build);
    for (int i = 0; i < taskManagers.size(); i++) {
      startTaskManager(build, i);
    }
  }

  /** Starts again what has died. */
  void supervise(Build build) throws IOException {
    if (!jobManager.alive()) {
      LOG.warn("{} died: started again", jobManager.name());
      startJobManager(build);
    }
    for (int i = 0; i < taskManagers.size(); i++) {
      if (!taskManagers.get(i).alive()) {
        LOG.warn("{} died: started again", taskManagers.get(i).name());
        startTaskManager(build, i);
      }
    }
  }

  JobStanding standing() {
    try {
      return new JobStanding(job.name(), rest.standing().state());
    } catch (IOException e) {
      return new JobStanding(job.name(), "UNREACHABLE");
    }
  }

  /** Stops the job with a savepoint and its processes; returns where the savepoint is. */
  String stopWithSavepoint() throws IOException {
    String savepoint = rest.stop(FlinkSettings.savepoints(root, job.label()).toUri(), STOP);
    LOG.info("{} stopped; savepoint {}", job.name(), savepoint);
    end();
    return savepoint;
  }

  /** Starts the processes and waits until the job runs and has completed a checkpoint. */
  void startAndProve(Build build) throws IOException {
    start(build, jobArguments);
    long deadline = System.nanoTime() + TO_RUN.toNanos();
    while (!proved()) {
      if (!jobManager.alive()) {
        throw new IOException(
            "its job manager ended: " + jobManager.lastWords().replace('\n', ' '));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("not running after " + TO_RUN.toSeconds() + " s");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private boolean proved() {
    try {
      return standing().running() && rest.checkpoints().count() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the processes as they are; checkpoints stay. */
  void end() {
    Part.end(parts(), TO_END);
    parts().forEach(Part::endedAsWished);
  }

  private void startJobManager(Build build) throws IOException {
    checkpoints.removeIncomplete(id());
    Optional<Path> state = newestState();
    LOG.info("{} starts {}", job.name(), state.map(path -> "from " + path).orElse("anew"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--configDir",
                configuration.toString(),
                "--job-classname",
                job.mainClass(),
                "--job-id",
                id().toHexString()));
    arguments.addAll(FlinkSettings.own(temporary(jobManager), jobManager.metricsPort()));
    state.ifPresent(path -> arguments.addAll(List.of("--fromSavepoint", path.toUri().toString())));
    arguments.addAll(jobArguments);
    // A checkpoint is this job's own and is removed when it is no longer needed; a savepoint stays.
    if (state.isPresent() && state.get().startsWith(FlinkSettings.checkpoints(root))) {
      arguments.addAll(List.of("--restored", "CLAIM"));
    }
    jobManager.start(build, true, arguments);
  }

  private void startTaskManager(Build build, int index) throws IOException {
    Part part = taskManagers.get(index);
    List<String> arguments = new ArrayList<>(List.of("--configDir", configuration.toString()));
    arguments.addAll(FlinkSettings.own(temporary(part), part.metricsPort()));
    // A process that took the place of a dead one is another task manager to Flink.
    arguments.addAll(List.of("-D", "taskmanager.resource-id=" + part.name() + "-" + ++attempts));
    part.start(build, true, arguments);
  }

  private Path temporary(Part part) {
    return root.resolve("tmp").resolve(part.name());
  }

  /** The newest completed checkpoint or savepoint. */
  private Optional<Path> newestState() throws IOException {
    Optional<Path> checkpoint = checkpoints.newest(id());
    Optional<Path> savepoint = newestSavepoint();
    if (checkpoint.isEmpty() || savepoint.isEmpty()) {
      return checkpoint.or(() -> savepoint);
    }
    return completed(savepoint.get()).compareTo(completed(checkpoint.get())) > 0
        ? savepoint
        : checkpoint;
  }

  private Optional<Path> newestSavepoint() throws IOException {
    Path directory = FlinkSettings.savepoints(root, job.label());
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    Optional<Path> newest = Optional.empty();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.filter(c -> Files.exists(c.resolve("_metadata"))).toList()) {
        if (newest.isEmpty() || completed(child).compareTo(completed(newest.get())) > 0) {
          newest = Optional.of(child);
        }
      }
    }
    return newest;
  }

  private static FileTime completed(Path state) throws IOException {
    return Files.getLastModifiedTime(state.resolve("_metadata"));
  }
}
