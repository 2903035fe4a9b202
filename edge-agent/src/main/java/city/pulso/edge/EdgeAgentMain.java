package city.pulso.edge;

import city.pulso.edge.cli.AgentCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;

/** The agent as a program of its own: {@link AgentCommand}'s subcommands. */
public final class EdgeAgentMain {
  private EdgeAgentMain() {}

  public static void main(String[] arguments) {
    int status = run(List.of(arguments), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Exit status: see {@link AgentCommand}. */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    return AgentCommand.commandLine(writer(out), writer(err))
        .execute(arguments.toArray(String[]::new));
  }

  private static PrintWriter writer(PrintStream to) {
    return new PrintWriter(to, true, Charset.defaultCharset());
  }
}
