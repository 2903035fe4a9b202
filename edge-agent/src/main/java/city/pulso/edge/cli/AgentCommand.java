package city.pulso.edge.cli;

import city.pulso.edge.EdgeAgent;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code pulso agent}: the gateway program, and what a firmware developer holds a device against.
 * Exit codes: 0 all well, 1 it failed or a message was refused, 2 the command line or the
 * configuration is wrong.
 */
@Command(
    name = "agent",
    description = "The gateway program, and tools to hold a device against.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      RehearseCommand.class,
      CheckConfigCommand.class,
      DecodeCommand.class,
      SendCommand.class,
      TailCommand.class,
      ConformCommand.class,
      SpoolCommand.class
    })
public final class AgentCommand implements Runnable {
  private static final String LOGGING = "logback.configurationFile";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without a subcommand it says which there are. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The command by itself, as {@code pulso-agent}, answering to these. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new AgentCommand());
    line.getCommandSpec().version("pulso-agent " + EdgeAgent.VERSION);
    return line.setCommandName("pulso-agent").setOut(out).setErr(err).setUsageHelpWidth(110);
  }

  /** Every event to standard output; a file that was asked for wins. */
  static void logEverything() {
    log("agent-logback.xml");
  }

  /** Warnings to standard error, so that standard output carries the answer alone. */
  static void logWarnings() {
    log("tools-logback.xml");
  }

  /** Works as long as no logger was made. */
  private static void log(String configuration) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "city/pulso/edge/" + configuration);
    }
  }
}
