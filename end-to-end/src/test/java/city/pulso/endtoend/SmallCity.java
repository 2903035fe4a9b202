package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentStatus;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.EdgeAgentConfig;
import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.uplink.UplinkConfig;
import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.jobs.JobConfig;
import city.pulso.jobs.air.AirExposureJob;
import city.pulso.jobs.registry.CityFile;
import city.pulso.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Three gateways with an air station each, a real broker, the air job on a Flink with two task
 * managers, and a store that remembers: parts that a test can take away one by one.
 */
final class SmallCity implements AutoCloseable {
  static final List<String> PLACES = List.of("one", "two", "three");

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String CITY =
      """
      city: {id: lima, name: Lima, time-zone: America/Lima}
      districts:
        - {id: one, name: One, at: [-12.0700, -77.0450], population: 1000}
        - {id: two, name: Two, at: [-12.0836, -77.0356], population: 1000}
        - {id: three, name: Three, at: [-12.1211, -77.0297], population: 1000}
      gateways: one-per-district
      stations:
        - {id: air-one, name: One, district: one, at: [-12.0686, -77.0416]}
        - {id: air-two, name: Two, district: two, at: [-12.0868, -77.0369]}
        - {id: air-three, name: Three, district: three, at: [-12.1217, -77.0300]}
      """;

  private final Path directory;
  private final RecordingStore store = new RecordingStore();
  private final List<EdgeAgent> agents = new ArrayList<>();
  private final int brokerPort;
  private EmbeddedBroker broker;
  private int brokers;
  private final MiniCluster flink;
  private final JobID job;

  SmallCity(Path directory) throws Exception {
    this.directory = directory;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      brokerPort = any.getLocalPort();
    }
    broker = newBroker();
    announce();
    flink = startFlink();
    job = startJob();
    for (String place : PLACES) {
      agents.add(EdgeAgent.start(agent(place), Clock.systemUTC()));
    }
    await("the job and the gateways")
        .atMost(PATIENCE)
        .until(() -> jobRuns() && statuses().stream().allMatch(SmallCity::ready));
  }

  RecordingStore store() {
    return store;
  }

  /** Where the gateway of that place takes CoAP. */
  String address(int place) {
    return "coap://127.0.0.1:" + agents.get(place).coapAddress().getPort() + "/t";
  }

  List<AgentStatus> statuses() {
    return agents.stream().map(EdgeAgent::status).toList();
  }

  long receipted() {
    return statuses().stream().mapToLong(AgentStatus::receiptedReadings).sum();
  }

  /** One task manager is gone, with all of its tasks' memory; a new one comes. */
  void loseATaskManager() throws Exception {
    flink.terminateTaskManager(0).get(120, TimeUnit.SECONDS);
    flink.startTaskManager();
  }

  /** Why the job failed last; empty if it never did. */
  String lastFailure() throws Exception {
    var failure = flink.getExecutionGraph(job).get(120, TimeUnit.SECONDS).getFailureInfo();
    return failure == null ? "" : failure.getExceptionAsString();
  }

  /** The broker is gone; one that knows nothing takes its place, and is told the registry. */
  void loseTheBroker() throws Exception {
    broker.close();
    broker = newBroker();
    announce();
  }

  private boolean jobRuns() throws Exception {
    for (var vertex :
        flink.getExecutionGraph(job).get(120, TimeUnit.SECONDS).getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  private static boolean ready(AgentStatus status) {
    return status.uplinkConnected() && status.devicesKnown() == 1;
  }

  private EmbeddedBroker newBroker() throws IOException {
    return EmbeddedBroker.start(directory.resolve("broker-" + ++brokers), brokerPort);
  }

  private String brokerAddress() {
    return "mqtt://127.0.0.1:" + brokerPort;
  }

  private void announce() throws Exception {
    Path file = directory.resolve("city.yaml");
    Files.writeString(file, CITY);
    Map<String, byte[]> messages = CityFile.messages(CityFile.read(file));
    assertThat(messages).isNotEmpty();
    try (MqttPublisher publisher =
        MqttPublisher.open(MqttConnectionOptions.of(brokerAddress()), "registrar", 64)) {
      for (Map.Entry<String, byte[]> message : messages.entrySet()) {
        publisher
            .publishWhenRoom(MqttOutgoing.retained(message.getKey(), message.getValue()))
            .get(120, TimeUnit.SECONDS);
      }
    }
  }

  private EdgeAgentConfig agent(String place) {
    return EdgeAgentConfig.of(
            "gw-" + place,
            directory.resolve("gw-" + place),
            new UplinkConfig(BrokerAddress.of(brokerAddress()), 64, Duration.ofSeconds(2)))
        .withCoap(CoapConfig.loopback().withPort(0))
        .withHeartbeatEvery(Duration.ofSeconds(1));
  }

  private MiniCluster startFlink() throws Exception {
    Configuration c = new Configuration();
    c.set(RestOptions.BIND_PORT, "0");
    c.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(c)
                .setNumTaskManagers(2)
                .setNumSlotsPerTaskManager(1)
                .build());
    cluster.start();
    return cluster;
  }

  private JobID startJob() throws Exception {
    JobConfig config =
        JobConfig.builder()
            .broker(brokerAddress())
            .store(store.address(), JobConfig.StoreApi.V2)
            .checkpointInterval(Duration.ofMillis(400))
            .tickInterval(Duration.ofSeconds(1))
            .parallelism(2)
            .build();
    StreamExecutionEnvironment env =
        new StreamExecutionEnvironment(new Configuration(), getClass().getClassLoader());
    AirExposureJob.build(env, config, Clock.systemUTC());
    JobGraph graph = env.getStreamGraph().getJobGraph();
    flink.submitJob(graph).get(120, TimeUnit.SECONDS);
    return graph.getJobID();
  }

  @Override
  public void close() throws Exception {
    for (EdgeAgent agent : agents) {
      agent.close();
    }
    flink.close();
    broker.close();
    store.close();
  }
}
