package city.pulso.jobs.registry;

import city.pulso.jobs.registrar.BrokerOption;
import city.pulso.jobs.registrar.Registrar.Changes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes the retained registry at a broker what a city file says: what agents and jobs take from
 * then on. Nothing is published when the file has a problem.
 */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    version = "pulso 0.1.0",
    description =
        "Checks a city file and makes the registry at the broker what it says: new and changed entries are"
            + " published, entries no longer in the file are taken back. Agents and jobs follow within seconds.")
public final class PublishMain implements Callable<Integer> {
  @Mixin private BrokerOption broker = new BrokerOption();

  @Option(
      names = "--keep-others",
      description = "Entries at the broker that are not in the file stay.")
  private boolean keepOthers;

  @Parameters(paramLabel = "FILE", description = "For example config/lima.yaml.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  private PublishMain() {}

  /** Exit code 0: the broker has acknowledged every entry; 1: it has not; 2: file or options. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PublishMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Changes changes =
          broker.registrar().publish(CityFile.messages(CityFile.read(file)), keepOthers);
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %d entries new, %d changed, %d taken back, %d as before%s%n",
              broker,
              changes.added(),
              changes.changed(),
              changes.removed(),
              changes.same(),
              changes.kept() == 0 ? "" : ", " + changes.kept() + " that are not in the file left");
      return CommandLine.ExitCode.OK;
    } catch (CityFileException e) {
      err.println(e.getMessage());
      err.println(e.problems().size() + " problems; nothing was published");
      return CommandLine.ExitCode.USAGE;
    } catch (IOException e) {
      err.println("the registry could not be published: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}
