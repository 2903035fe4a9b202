package city.pulso.benchmarks.air;

import city.pulso.benchmarks.Microbenchmarks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pulso bench air}. */
@Command(
    name = "air",
    description =
        "Nanoseconds and bytes per reading of the air rules: quality control, averages, index,"
            + " episodes (JMH).",
    mixinStandardHelpOptions = true)
public final class AirCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--forks",
      defaultValue = "2",
      paramLabel = "N",
      description = "Virtual machines to measure in (default: ${DEFAULT-VALUE}).")
  private int forks;

  @Override
  public void run() {
    Microbenchmarks.run(RuleBenchmarks.class, forks, spec.commandLine().getOut());
  }
}
