package city.pulso.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine a figure was measured on, in one line, so that figures are not read without it. */
public final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Processor, cores, memory, Java and the load of the last minute as the figure was taken. */
  public static String described() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    var memory =
        system instanceof com.sun.management.OperatingSystemMXBean known
            ? known.getTotalMemorySize() / (1 << 30) + " GB"
            : "memory unknown";
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %s, Java %s, load %.1f",
        processor(),
        system.getAvailableProcessors(),
        memory,
        Runtime.version(),
        system.getSystemLoadAverage());
  }

  private static String processor() {
    try (var lines = Files.lines(CPUS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch", "unknown processor"));
    } catch (IOException e) {
      return System.getProperty("os.arch", "unknown processor");
    }
  }
}
