package city.pulso.standalone;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code pulso help export air}: the help of a command of any depth. */
@Command(name = "help", description = "Shows the help of a command, with every option.")
final class HelpCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "For example: export air.")
  private List<String> path = new ArrayList<>();

  @Override
  public void run() {
    CommandLine at = spec.commandLine().getParent();
    for (String name : path) {
      CommandLine next = at.getSubcommands().get(name);
      if (next == null) {
        throw new UnmatchedArgumentException(at, List.of(name));
      }
      at = next;
    }
    at.usage(spec.commandLine().getOut());
  }
}
