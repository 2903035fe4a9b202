package city.pulso.benchmarks.codecs;

import city.pulso.benchmarks.Microbenchmarks;
import city.pulso.jobs.air.StateBenchmarks;
import java.util.List;
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
    for (Class<?> benchmarks :
        List.of(BatchBenchmarks.class, RecordBenchmarks.class, StateBenchmarks.class)) {
      Microbenchmarks.run(benchmarks, forks, spec.commandLine().getOut());
    }
  }
}
