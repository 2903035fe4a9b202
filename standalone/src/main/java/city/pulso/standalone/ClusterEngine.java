package city.pulso.standalone;

import city.pulso.standalone.cluster.Build;
import city.pulso.standalone.cluster.ClusterPlan;
import city.pulso.standalone.cluster.ProcessCluster;
import city.pulso.standalone.flink.JobStanding;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Broker, store and Flink in processes of their own. City time is real time. */
final class ClusterEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterEngine.class);

  private final ClusterPlan plan;
  private final CityPlan city;
  private final @Nullable String externalBroker;
  private final ProcessCluster processes;

  /**
   * @param externalBroker somebody else's broker; null: one of our own
   */
  ClusterEngine(
      ClusterPlan plan, CityPlan city, @Nullable String externalBroker, DataDirectory data)
      throws IOException {
    this.plan = plan;
    this.city = city;
    this.externalBroker = externalBroker;
    this.processes = new ProcessCluster(plan, data.root(), Build.own(), Jobs.ALL);
  }

  @Override
  public Store startServers(@Nullable Store external) throws IOException {
    processes.startServers(this::tellTheBroker);
    return external != null
        ? external
        : Store.embedded(URI.create("http://127.0.0.1:" + plan.storePort()));
  }

  /** A broker that was started again has forgotten what the city consists of. */
  private void tellTheBroker() {
    try {
      RegistryAnnouncer.announce(broker(), city.registry());
    } catch (IOException e) {
      LOG.error("the registry could not be published again", e);
    }
  }

  @Override
  public String broker() {
    return externalBroker != null ? externalBroker : "mqtt://127.0.0.1:" + plan.brokerPort();
  }

  @Override
  public void startJobs(Store store) throws IOException {
    processes.startJobs(Jobs.arguments(broker(), store, city.airIndex(), plan.taskManagers()));
  }

  @Override
  public List<JobStanding> standings() {
    return processes.standings();
  }

  @Override
  public boolean checkpoint() {
    return processes.checkpoint();
  }

  @Override
  public long dropped() {
    return processes.dropped();
  }

  @Override
  public List<String> addresses() {
    List<String> lines = new ArrayList<>();
    if (plan.ownStore()) {
      lines.add(
          "  store    http://127.0.0.1:%d  (SQL page; also takes InfluxDB writes)"
              .formatted(plan.storePort()));
    }
    List<URI> pages = processes.webPages();
    for (int i = 0; i < pages.size(); i++) {
      lines.add("  Flink    " + pages.get(i) + "  (" + Jobs.NAMES.get(i) + ")");
    }
    lines.add(
        "  metrics  http://127.0.0.1:%d to %d  (Prometheus; one port per Flink process)"
            .formatted(
                plan.metricsPort(),
                plan.metricsPort() + Jobs.COUNT * (plan.taskManagers() + 1) - 1));
    return lines;
  }

  @Override
  public List<String> trouble() {
    return processes.trouble();
  }

  @Override
  public void endJobs() {
    processes.endJobs();
  }

  @Override
  public void close() {
    processes.close();
  }
}
