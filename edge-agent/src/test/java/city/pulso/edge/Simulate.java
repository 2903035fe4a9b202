package city.pulso.edge;

import city.pulso.simulator.SimulateCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs of {@code pulso simulate} in this process, and what they print. */
final class Simulate {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** The command's exit code. */
  int run(String... arguments) {
    return new CommandLine(new SimulateCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** The number in this row of the summary of the first run since {@link #forget()}, or 0. */
  long row(String name) {
    return out()
        .lines()
        .filter(line -> line.matches(name + " +\\d+"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
        .findFirst()
        .orElse(0);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** What was printed to standard output so far. */
  void forget() {
    out.getBuffer().setLength(0);
  }
}
