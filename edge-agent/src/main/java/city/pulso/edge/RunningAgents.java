package city.pulso.edge;

import city.pulso.edge.config.ConfigException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
  private final ReloadLog reloads = new ReloadLog(registry);
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
        running.server =
            MetricsServer.start(
                metrics, running.registry::scrape, running::health, running.reloads::problem);
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
   * Reads a file again and takes it over; see {@link #reload(AgentsFile)}. What was refused is told
   * by {@code /health} and the metrics until a file is accepted.
   *
   * @return one line for each key that changed
   * @throws IOException when the file, or one that it names, cannot be read; nothing was changed
   * @throws ConfigException naming every problem; nothing was changed
   */
  public List<String> reload(Path file) throws IOException {
    try {
      List<String> lines = reload(AgentsFile.read(file));
      reloads.taken();
      return lines;
    } catch (ConfigException e) {
      reloads.refused(file + ": " + String.join("; ", e.problems()));
      throw e;
    } catch (IOException | RuntimeException e) {
      reloads.refused(e.toString());
      throw e;
    }
  }

  /**
   * Takes a changed file over without dropping a connection: what can be changed is changed, keys
   * and certificates are read again, gateways that are new are started, those that are gone are
   * stopped.
   *
   * @return one line for each key that changed: what holds now, or that a restart is needed
   * @throws ConfigException when a keys file or certificate cannot be used; nothing was changed
   */
  synchronized List<String> reload(AgentsFile next) {
    Map<String, Supplier<List<String>>> files = reread(next);
    List<String> lines = new ArrayList<>();
    List<String> named = new ArrayList<>();
    for (int i = 0; i < next.gateways().size(); i++) {
      EdgeAgentConfig config = next.gateways().get(i);
      String path = "gateways[" + i + "]";
      named.add(config.gateway());
      EdgeAgent agent = agents.get(config.gateway());
      if (agent != null) {
        lines.addAll(agent.reload(path, config, files.getOrDefault(config.gateway(), List::of)));
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

  /** Reads everything before anything is changed. */
  private Map<String, Supplier<List<String>>> reread(AgentsFile next) {
    Map<String, Supplier<List<String>>> files = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < next.gateways().size(); i++) {
      String gateway = next.gateways().get(i).gateway();
      EdgeAgent agent = agents.get(gateway);
      if (agent == null) {
        continue;
      }
      String path = "gateways[" + i + "].coap.dtls: ";
      try {
        files.put(gateway, agent.reread());
      } catch (ConfigException e) {
        e.problems().forEach(problem -> problems.add(path + problem));
      } catch (IOException e) {
        problems.add(path + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return files;
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
