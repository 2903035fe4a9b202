package city.pulso.edge.cli;

import city.pulso.edge.AgentsFile;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.EdgeAgentConfig;
import city.pulso.edge.MetricsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent run}: runs every gateway of a file until the process is told to stop. */
@Command(
    name = "run",
    description =
        "Runs every gateway of a configuration until it is told to stop (SIGTERM, Ctrl-C).",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "See config/sample.yaml, which shows every key.")
  Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    AgentCommand.logEverything();
    return CheckConfigCommand.reading(
        file, spec, agents -> serve(agents, spec.commandLine().getOut()));
  }

  private static void serve(AgentsFile agents, PrintWriter out)
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
        if (config.coap().plain()) {
          out.println(config.gateway() + ": coap://" + shown(agent.coapAddress()));
        }
        agent
            .coapsAddress()
            .ifPresent(at -> out.println(config.gateway() + ": coaps://" + shown(at)));
        out.flush();
      }
      InetSocketAddress metrics = agents.metrics();
      if (metrics != null) {
        MetricsServer server = MetricsServer.start(metrics, registry::scrape);
        running.push(server);
        out.println("metrics: http://" + shown(server.address()) + "/metrics");
        out.flush();
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
