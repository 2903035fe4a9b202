package city.pulso.edge;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every agent of a configuration file, and the page that tells how they are. Threads: any. */
public final class RunningAgents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAgents.class);

  private final Clock clock;
  private final Map<String, EdgeAgent> agents = new LinkedHashMap<>();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final @Nullable InetSocketAddress wanted;
  private @Nullable MetricsServer server;

  private RunningAgents(AgentsFile file, Clock clock) {
    this.clock = clock;
    this.wanted = file.metrics();
  }

  /**
   * Starts all of them, or none.
   *
   * @throws IOException as {@link EdgeAgent#start} says, or when the page's port is taken
   */
  public static RunningAgents start(AgentsFile file, Clock clock) throws IOException {
    RunningAgents running = new RunningAgents(file, clock);
    try {
      for (EdgeAgentConfig config : file.gateways()) {
        running.add(config);
      }
      InetSocketAddress metrics = file.metrics();
      if (metrics != null) {
        running.server = MetricsServer.start(metrics, running.registry::scrape, running::health);
      }
      return running;
    } catch (IOException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  public synchronized List<EdgeAgent> agents() {
    return List.copyOf(agents.values());
  }

  /** Where {@code /metrics} and {@code /health} are served; empty: nowhere. */
  public synchronized Optional<InetSocketAddress> metricsAddress() {
    return Optional.ofNullable(server).map(MetricsServer::address);
  }

  /** How each of them is. */
  public List<Health> health() {
    return agents().stream().map(EdgeAgent::health).toList();
  }

  /**
   * Takes a changed file over without dropping a connection: what can be changed is changed,
   * gateways that are new are started, those that are gone are stopped.
   *
   * @return one line for each key that changed: what holds now, or that a restart is needed
   */
  public synchronized List<String> reload(AgentsFile next) {
    List<String> lines = new ArrayList<>();
    List<String> named = new ArrayList<>();
    for (int i = 0; i < next.gateways().size(); i++) {
      EdgeAgentConfig config = next.gateways().get(i);
      String path = "gateways[" + i + "]";
      named.add(config.gateway());
      EdgeAgent agent = agents.get(config.gateway());
      if (agent != null) {
        lines.addAll(agent.reload(path, config));
        continue;
      }
      try {
        add(config);
        lines.add(path + ": " + config.gateway() + " started");
      } catch (IOException | RuntimeException e) {
        lines.add(path + ": " + config.gateway() + " not started: " + e.getMessage());
      }
    }
    for (String gateway : List.copyOf(agents.keySet())) {
      if (!named.contains(gateway)) {
        EdgeAgent gone = agents.remove(gateway);
        if (gone != null) {
          gone.close();
        }
        lines.add("gateways: " + gateway + " is not named any more; stopped");
      }
    }
    InetSocketAddress metrics = next.metrics();
    if (metrics == null ? wanted != null : !metrics.equals(wanted)) {
      lines.add("metrics: changed, but not while the agent runs; restart it");
    }
    return lines;
  }

  /** Stops them all; loses nothing accepted. */
  @Override
  public synchronized void close() {
    MetricsServer open = server;
    if (open != null) {
      open.close();
    }
    for (EdgeAgent agent : agents.values()) {
      agent.close();
      LOG.info("{}: stopped", agent.gateway());
    }
    agents.clear();
  }

  private void add(EdgeAgentConfig config) throws IOException {
    EdgeAgent agent = EdgeAgent.start(config, clock);
    agents.put(config.gateway(), agent);
    agent.bindTo(registry);
  }
}
