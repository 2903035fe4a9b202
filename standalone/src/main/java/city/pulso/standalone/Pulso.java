package city.pulso.standalone;

import city.pulso.edge.cli.AgentCommand;
import city.pulso.simulator.SimulateCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of Pulso. */
@Command(
    name = "pulso",
    description = "Takes the pulse of a city.",
    mixinStandardHelpOptions = true,
    version = "pulso 0.1.0",
    subcommands = {
      UpCommand.class,
      ClusterCommand.class,
      UpgradeCommand.class,
      RegistryCommand.class,
      VerifyVectorsCommand.class,
      AgentCommand.class,
      SimulateCommand.class,
      EvaluateCommand.class,
      ExportCommand.class,
      LedgerCommand.class,
      HelpCommand.class
    },
    footer = {"", "Tests: ./pulso test. Every option of a command: ./pulso help COMMAND."})
public final class Pulso implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Pulso() {}

  /** Exit codes: 0 all well, 1 it failed, 2 the command line is wrong. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Pulso())
        .setErr(new PrintWriter(System.err, true, Charset.defaultCharset()))
        .setUsageHelpWidth(110)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Pulso::explain)
        .setExecutionExceptionHandler(Pulso::failed);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Says what was not understood and offers what is nearest. */
  private static int explain(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("pulso: " + e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      for (String known : Nearest.to(unmatched.getUnmatched(), command.getCommandSpec())) {
        err.println("did you mean " + known + "?");
      }
    }
    err.println("'./pulso help " + path(command) + "' lists everything.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String path(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ");
    return name.startsWith("pulso ") ? name.substring("pulso ".length()) : "";
  }

  /** What a user can act on is one sentence; everything else comes with its stack. */
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
    if (e instanceof CityException) {
      command.getErr().println("pulso: " + e.getMessage());
    } else {
      e.printStackTrace(command.getErr());
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
