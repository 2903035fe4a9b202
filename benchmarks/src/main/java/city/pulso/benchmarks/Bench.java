package city.pulso.benchmarks;

import city.pulso.benchmarks.agent.AgentCommand;
import city.pulso.benchmarks.air.AirCommand;
import city.pulso.benchmarks.codecs.CodecsCommand;
import city.pulso.benchmarks.spool.SpoolCommand;
import city.pulso.benchmarks.streams.StreamsCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of the benchmarks: {@code ./pulso bench NAME}. */
@Command(
    name = "bench",
    description = "What Pulso costs, each figure beside a competitor measured in the same run.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CodecsCommand.class,
      SpoolCommand.class,
      AirCommand.class,
      AgentCommand.class,
      StreamsCommand.class
    },
    footer = {"", "Every option of one: ./pulso bench NAME --help. Results: docs/performance.md."})
public final class Bench implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Bench() {}

  /** Exit codes: 0 measured, 1 it failed, 2 the command line is wrong. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Bench())
            .setErr(new PrintWriter(System.err, true, Charset.defaultCharset()))
            .setUsageHelpWidth(110)
            .execute(arguments));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
