package city.pulso.edge;

import city.pulso.edge.config.ConfigException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * {@code run --config FILE}: runs every gateway of the file until the process is told to stop.
 * {@code check-config FILE}: says every problem of the file.
 */
public final class EdgeAgentMain {
  private static final String USAGE =
      "usage: edge-agent run --config FILE | edge-agent check-config FILE";

  private static final String LOGGING = "logback.configurationFile";

  private EdgeAgentMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    // Before the first logger is made; a file that was asked for wins.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "city/pulso/edge/agent-logback.xml");
    }
    int status = run(List.of(arguments), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Exit status: 0 done, 1 could not start, 2 wrong arguments or configuration. */
  static int run(List<String> arguments, PrintStream out, PrintStream err)
      throws InterruptedException {
    boolean run =
        arguments.size() == 3 && arguments.subList(0, 2).equals(List.of("run", "--config"));
    boolean check = arguments.size() == 2 && arguments.get(0).equals("check-config");
    if (!run && !check) {
      err.println(USAGE);
      return 2;
    }
    String file = arguments.get(arguments.size() - 1);
    try {
      AgentsFile agents = AgentsFile.read(Path.of(file));
      if (check) {
        out.println(file + ": " + agents.gateways().size() + " gateway(s), no problem");
        return 0;
      }
      serve(agents, out);
      return 0;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println(file + ": " + problem));
      return 2;
    } catch (NoSuchFileException e) {
      err.println(file + " does not exist");
      return 1;
    } catch (IOException e) {
      err.println(file + ": " + e.getMessage());
      return 1;
    }
  }

  private static void serve(AgentsFile agents, PrintStream out)
      throws IOException, InterruptedException {
    Deque<AutoCloseable> running = new ArrayDeque<>();
    CountDownLatch stop = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAll(running, stop), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    boolean started = false;
    try {
      for (EdgeAgentConfig config : agents.gateways()) {
        EdgeAgent agent = EdgeAgent.start(config, Clock.systemUTC());
        running.push(agent);
        agent.bindTo(registry);
        out.println(config.gateway() + ": coap://" + shown(agent.coapAddress()));
      }
      InetSocketAddress metrics = agents.metrics();
      if (metrics != null) {
        MetricsServer server = MetricsServer.start(metrics, registry::scrape);
        running.push(server);
        out.println("metrics: http://" + shown(server.address()) + "/metrics");
      }
      started = true;
    } finally {
      if (!started) {
        stopAll(running, stop);
      }
    }
    stop.await();
  }

  private static void stopAll(Deque<AutoCloseable> running, CountDownLatch stop) {
    synchronized (running) {
      while (!running.isEmpty()) {
        try {
          running.pop().close();
        } catch (Exception e) {
          System.err.println("stopping: " + e);
        }
      }
    }
    stop.countDown();
  }

  private static String shown(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
