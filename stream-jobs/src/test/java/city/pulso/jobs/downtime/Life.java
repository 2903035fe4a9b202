package city.pulso.jobs.downtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobPorts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One life of a job: hears the story step by step, and may be away for some of it. */
final class Life implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration SILENCE = Duration.ofMinutes(45);
  private static final Duration GRACE = Duration.ofMinutes(15);
  private static final int WINDOW = 4; // batches of one gateway that are under way at once

  /** Builds a whole job between the given ports. */
  interface Topology {
    void build(StreamExecutionEnvironment env, JobConfig config, Clock clock, JobPorts ports);
  }

  private final MiniCluster cluster;
  private final Path directory;
  private final Topology topology;
  private final Story story;
  private final CityClock clock;
  private final Feed telemetry = Feed.named(FedPorts.TELEMETRY);
  private final Feed registry = Feed.named(FedPorts.REGISTRY);
  private final FedPorts ports = new FedPorts();
  private final List<MqttMessage> spooled = new ArrayList<>();
  private int saidAtState;
  private int registrySaidAtState;
  private String state = "";
  private JobID job = new JobID();

  /**
   * @param watching name of the operator whose timers tell silence
   */
  Life(MiniCluster cluster, Path directory, Topology topology, Story story, String watching) {
    this.cluster = cluster;
    this.directory = directory;
    this.topology = topology;
    this.story = story;
    this.clock = CityClock.counting(watching);
  }

  /** Starts the job, from its last state if it has any; the broker tells it the registry. */
  void start(int step) throws Exception {
    CityClock.set(Story.atMs(step));
    telemetry.goOnFrom(saidAtState);
    registry.goOnFrom(registrySaidAtState);
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "jobmanager");
    StreamExecutionEnvironment env =
        new StreamExecutionEnvironment(settings, getClass().getClassLoader());
    JobConfig config =
        JobConfig.builder()
            .checkpointInterval(Duration.ofHours(1))
            .tickInterval(Duration.ofMillis(5))
            .silenceFloor(Duration.ZERO)
            .gatewayOfflineAfter(SILENCE)
            .pipelineLateAfter(SILENCE)
            .restartGrace(GRACE)
            .parallelism(2)
            .build();
    topology.build(env, config, clock, ports);
    env.setBufferTimeout(0);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    if (!state.isEmpty()) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(state, false, RecoveryClaimMode.NO_CLAIM));
    }
    cluster.submitJob(graph).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    job = graph.getJobID();
    await("the job runs").atMost(PATIENCE).until(this::runs);
    registry.hand(story.registry());
    passThrough();
  }

  /** A step that the job hears as it happens, behind what is still spooled. */
  void hear(int step) throws Exception {
    CityClock.set(Story.atMs(step));
    spooled.addAll(story.sentIn(step));
    deliver(spooled.size());
  }

  /** A step in which something happens and nothing is heard. */
  void miss(int step) {
    CityClock.set(Story.atMs(step));
    spooled.addAll(story.sentIn(step));
  }

  /** The same, while the job runs. */
  void hearNothing(int step) throws Exception {
    miss(step);
    look();
  }

  /** A step in which some of what was spooled is delivered, the gateways taking turns. */
  void catchUp(int step, int messages) throws Exception {
    miss(step);
    deliver(messages);
  }

  int waiting() {
    return spooled.size();
  }

  /** The newest batches come once more: their receipts did not reach the gateways. */
  void sendAgain(int first, int last) {
    for (int step = first; step <= last; step++) {
      spooled.addAll(story.sentIn(step));
    }
  }

  private void deliver(int messages) throws Exception {
    List<MqttMessage> turns = new ArrayList<>();
    List<MqttMessage> left = new ArrayList<>(spooled);
    while (turns.size() < messages && !left.isEmpty()) {
      String topic = left.get(0).topic();
      List<MqttMessage> window =
          left.stream().filter(message -> message.topic().equals(topic)).limit(WINDOW).toList();
      turns.addAll(window);
      left.removeAll(window);
      // The next in turn is another gateway, if another one has something.
      List<MqttMessage> others =
          left.stream().filter(message -> !message.topic().equals(topic)).toList();
      List<MqttMessage> same =
          left.stream().filter(message -> message.topic().equals(topic)).toList();
      left = new ArrayList<>(others);
      left.addAll(same);
    }
    spooled.removeAll(turns);
    telemetry.hand(turns);
    settle();
  }

  /** Everything handed over has gone through every operator, and the timers have looked. */
  private void settle() throws Exception {
    passThrough();
    look();
  }

  /** A checkpoint completes behind what went through before it. */
  private void passThrough() throws Exception {
    await("all is said")
        .pollInterval(Duration.ofMillis(2))
        .atMost(PATIENCE)
        .until(() -> telemetry.allSaid() && registry.allSaid());
    cluster.triggerCheckpoint(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The timers look, and what they then say goes through before the clock moves on. */
  private void look() throws Exception {
    int before = CityClock.looks();
    await("the timers look")
        .pollInterval(Duration.ofMillis(2))
        .atMost(PATIENCE)
        .until(() -> CityClock.looks() >= before + 4);
    passThrough();
  }

  /** Whoever starts next begins here, unless the job is stopped with a savepoint. */
  void keepState() throws Exception {
    state =
        cluster
            .triggerSavepoint(job, savepoints(), false, SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    saidAtState = telemetry.said();
    registrySaidAtState = registry.said();
  }

  /** The job ends with a savepoint, from which it goes on. */
  void stop() throws Exception {
    state =
        cluster
            .stopWithSavepoint(job, savepoints(), false, SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    saidAtState = telemetry.said();
    registrySaidAtState = registry.said();
    awaitEnd();
  }

  /**
   * The job ends as if its processes were killed: what it did since its kept state, it does again.
   */
  void kill() throws Exception {
    cluster.cancelJob(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    awaitEnd();
  }

  @Override
  public void close() throws Exception {
    if (!cluster
        .getJobStatus(job)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .isGloballyTerminalState()) {
      kill();
    }
  }

  private String savepoints() {
    return directory.resolve("savepoints").toUri().toString();
  }

  private void awaitEnd() {
    await("the end")
        .atMost(PATIENCE)
        .until(
            () -> {
              JobStatus status =
                  cluster.getJobStatus(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
              assertThat(status).isNotEqualTo(JobStatus.FAILED);
              return status.isGloballyTerminalState();
            });
  }

  private boolean runs() throws Exception {
    AccessExecutionGraph graph =
        cluster.getExecutionGraph(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (graph.getState() != JobStatus.RUNNING) {
      return false; // while it is being made it has no vertices
    }
    for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }
}
