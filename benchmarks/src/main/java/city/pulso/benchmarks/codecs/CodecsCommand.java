package city.pulso.benchmarks.codecs;

import city.pulso.benchmarks.Microbenchmarks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pulso bench codecs}. */
@Command(
    name = "codecs",
    description = "Nanoseconds and bytes per reading of the codecs every reading passes (JMH).",
    mixinStandardHelpOptions = true)
public final class CodecsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--forks",
      defaultValue = "2",
      paramLabel = "N",
      description = "Virtual machines to measure in (default: ${DEFAULT-VALUE}).")
  private int forks;

  @Override
  public void run() {
    Microbenchmarks.run(BatchBenchmarks.class, forks, spec.commandLine().getOut());
  }
}
