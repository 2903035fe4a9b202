package city.pulso.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One child process and how to start it.
 *
 * <p>What it logs is in {@code NAME.log}, what it prints in {@code NAME.out}.
 *
 * <p>Threads: any; one at a time changes it.
 */
final class Part {
  private static final String LOG_SETTINGS = "city/pulso/standalone/logging.xml";

  private final String name;
  private final Memory memory;
  private final String mainClass;
  private final Path logs;
  private final int metricsPort;
  private @Nullable Process process;
  private int starts;

  /** What a part may use, in mebibytes. */
  record Memory(int heap, int direct, int metaspace) {
    List<String> flags() {
      return List.of(
          "-Xmx" + heap + "m",
          "-XX:MaxDirectMemorySize=" + direct + "m",
          "-XX:MaxMetaspaceSize=" + metaspace + "m",
          "-XX:ReservedCodeCacheSize=96m");
    }
  }

  /**
   * @param metricsPort of its Prometheus endpoint; 0: it has none
   */
  Part(String name, Memory memory, String mainClass, Path logs, int metricsPort) {
    this.name = name;
    this.memory = memory;
    this.mainClass = mainClass;
    this.logs = logs;
    this.metricsPort = metricsPort;
  }

  String name() {
    return name;
  }

  int metricsPort() {
    return metricsPort;
  }

  /**
   * Starts it; it ends with this process at the latest.
   *
   * @param stateOnDisk whether Flink's RocksDB comes first on its class path
   */
  synchronized void start(Build build, boolean stateOnDisk, List<String> arguments)
      throws IOException {
    Files.createDirectories(logs);
    List<String> flags = new ArrayList<>(memory.flags());
    flags.add("-Dlogback.configurationFile=" + LOG_SETTINGS);
    flags.add("-Dpulso.log=" + logs.resolve(name + ".log"));
    flags.add("-Dpulso.part=" + name);
    List<String> command = build.command(flags, stateOnDisk);
    command.add(PartMain.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logs.resolve(name + ".out").toFile()));
    process = builder.start();
    starts++;
  }

  synchronized boolean alive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** 0 before the first start. */
  synchronized long pid() {
    Process running = process;
    return running == null ? 0 : running.pid();
  }

  /** It was ended because somebody wished so: the next start is no restart. */
  synchronized void endedAsWished() {
    starts = 0;
  }

  /** How often it was started again after it had died. */
  synchronized int restarts() {
    return Math.max(0, starts - 1);
  }

  private synchronized void askToEnd() {
    if (process != null) {
      process.destroy();
    }
  }

  /** Waits for its end and ends it by force when the limit is over. */
  private void awaitEnd(long deadlineNanos) {
    Process running;
    synchronized (this) {
      running = process;
    }
    if (running == null) {
      return;
    }
    try {
      long left = Math.max(0, deadlineNanos - System.nanoTime());
      if (!running.waitFor(left, TimeUnit.NANOSECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Asks them all to end, and ends by force who still lives when the limit is over. */
  static void end(List<Part> parts, Duration limit) {
    parts.forEach(Part::askToEnd);
    long deadline = System.nanoTime() + limit.toNanos();
    parts.forEach(part -> part.awaitEnd(deadline));
  }

  /** The last lines of what it printed, for a message to the user. */
  String lastWords() {
    Path out = logs.resolve(name + ".out");
    try {
      List<String> lines = Files.exists(out) ? Files.readAllLines(out) : List.of();
      return String.join(
          System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      return Objects.toString(e.getMessage(), "");
    }
  }
}
