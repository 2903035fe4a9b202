package city.pulso.benchmarks;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH benchmarks in a virtual machine of their own and prints one line each: nanoseconds and
 * bytes allocated per reading. A benchmark that works on several readings at once says how many
 * with {@code @OperationsPerInvocation}.
 */
public final class Microbenchmarks {
  /** JMH's gc profiler: bytes allocated per operation, measured, not estimated. */
  private static final String BYTES = "gc.alloc.rate.norm";

  private static final String ROW = "%-44s %12s %12s%n";

  private Microbenchmarks() {}

  /**
   * Takes about (1 s × 3 + 1 s × 5) × {@code forks} per benchmark.
   *
   * @param benchmarks a class of {@code @Benchmark} methods
   * @param forks virtual machines to measure in; differences between them are part of the error
   */
  public static void run(Class<?> benchmarks, int forks, PrintWriter out) {
    var options =
        new OptionsBuilder()
            .include("^" + benchmarks.getName().replace(".", "\\.") + "\\.")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .forks(forks)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    out.println("measuring " + benchmarks.getSimpleName() + " in virtual machines of their own");
    out.flush();
    try {
      print(new Runner(options).run(), out);
    } catch (RunnerException e) {
      throw new IllegalStateException("the benchmark did not run: " + e.getMessage(), e);
    }
  }

  private static void print(Collection<RunResult> results, PrintWriter out) {
    out.println();
    out.println(Machine.described());
    out.printf(ROW, "per reading", "ns", "bytes");
    for (RunResult result : results) {
      String label = result.getParams().getBenchmark();
      Result<?> time = result.getPrimaryResult();
      Result<?> bytes = result.getSecondaryResults().get(BYTES);
      out.printf(
          ROW,
          label.substring(label.lastIndexOf('.') + 1),
          String.format(Locale.ROOT, "%.0f ±%.0f", time.getScore(), time.getScoreError()),
          bytes == null ? "unknown" : String.format(Locale.ROOT, "%.0f", bytes.getScore()));
    }
    out.flush();
  }
}
