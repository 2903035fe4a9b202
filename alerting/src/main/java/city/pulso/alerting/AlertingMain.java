package city.pulso.alerting;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs alerting as a process of its own. */
@Command(
    name = "pulso-alerting",
    mixinStandardHelpOptions = true,
    version = "Pulso alerting 0.1.0",
    description = {
      "Takes alerts from the broker, keeps them, tells people, and serves the web console.",
      "Ends with status 2 when the command line or the configuration is not accepted, with 1 when"
          + " it cannot start."
    })
public final class AlertingMain implements Callable<Integer> {
  private static final String LOGGING = "logback.configurationFile";

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Configuration in YAML; config/sample.yaml shows every key.")
  private Path config = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  private AlertingMain() {}

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "city/pulso/alerting/logback.xml");
    }
    System.exit(new CommandLine(new AlertingMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    AlertingServer server;
    try {
      server = AlertingServer.start(AlertingConfig.read(config), Clock.systemUTC());
    } catch (ConfigException notAccepted) {
      err.println(config + ":");
      notAccepted.problems().forEach(problem -> err.println("  " + problem));
      return CommandLine.ExitCode.USAGE;
    } catch (IOException cannot) {
      err.println("Alerting cannot start: " + cannot.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    CountDownLatch ended = new CountDownLatch(1);
    Thread stop =
        new Thread(
            () -> {
              server.close();
              ended.countDown();
            },
            "alerting-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    out.println("Console: " + server.consoleUri());
    out.println("Its access token is in " + server.tokenFile());
    out.flush();
    ended.await();
    return CommandLine.ExitCode.OK;
  }
}
