package city.pulso.edge.cli;

import city.pulso.edge.AgentsFile;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.RunningAgents;
import city.pulso.edge.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

/** {@code agent run}: runs every gateway of a file until the process is told to stop. */
@Command(
    name = "run",
    description =
        "Runs every gateway of a configuration until it is told to stop (SIGTERM, Ctrl-C). SIGHUP: reads it again.",
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

  private void serve(AgentsFile agents, PrintWriter out) throws IOException, InterruptedException {
    RunningAgents running = RunningAgents.start(agents, Clock.systemUTC());
    CountDownLatch stop = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              running.close();
              stop.countDown();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    Signal.handle(new Signal("HUP"), signal -> reload(running));
    for (EdgeAgent agent : running.agents()) {
      agent.plainAddress().ifPresent(at -> out.println(agent.gateway() + ": coap://" + shown(at)));
      agent.coapsAddress().ifPresent(at -> out.println(agent.gateway() + ": coaps://" + shown(at)));
    }
    running
        .metricsAddress()
        .ifPresent(at -> out.println("metrics: http://" + shown(at) + "/metrics"));
    out.flush();
    stop.await();
  }

  /** A file that is not accepted changes nothing. */
  private void reload(RunningAgents running) {
    try {
      List<String> changes = running.reload(file);
      changes.forEach(
          change ->
              LoggerFactory.getLogger(RunCommand.class).info("{} read again: {}", file, change));
      if (changes.isEmpty()) {
        LoggerFactory.getLogger(RunCommand.class).info("{} read again: nothing has changed", file);
      }
    } catch (ConfigException e) {
      e.problems()
          .forEach(
              problem ->
                  LoggerFactory.getLogger(RunCommand.class)
                      .error("{} read again, all stays as it was: {}", file, problem));
    } catch (IOException | RuntimeException e) {
      LoggerFactory.getLogger(RunCommand.class)
          .error("{} read again, all stays as it was: {}", file, e.toString());
    }
  }

  private static String shown(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
