package city.pulso.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server in a virtual machine of its own, and what the kernel says of it. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final long startedNanos;

  private ServerProcess(Process process, long startedNanos) {
    this.process = process;
    this.startedNanos = startedNanos;
  }

  static ServerProcess start(List<String> flags, Path log, String main, List<String> arguments)
      throws IOException {
    List<String> what = new ArrayList<>(flags);
    what.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    what.addAll(arguments);
    return java(what, Map.of(), log);
  }

  /** The same with a jar that knows its libraries, and these variables of the environment. */
  static ServerProcess startJar(
      List<String> flags,
      Map<String, String> environment,
      Path log,
      Path jar,
      List<String> arguments)
      throws IOException {
    List<String> what = new ArrayList<>(flags);
    what.addAll(List.of("-jar", jar.toString()));
    what.addAll(arguments);
    return java(what, environment, log);
  }

  private static ServerProcess java(
      List<String> arguments, Map<String, String> environment, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    long now = System.nanoTime();
    return new ServerProcess(builder.start(), now);
  }

  /** Waits until it has ended by itself. */
  void untilItEnds(long limitNanos) throws IOException {
    try {
      if (!process.waitFor(limitNanos, TimeUnit.NANOSECONDS)) {
        throw new IOException("it does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  long startedNanos() {
    return startedNanos;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Kilobytes in memory now ({@code VmRSS}) or at most so far ({@code VmHWM}). */
  long memoryKb(String field) throws IOException {
    return number(Path.of("/proc", String.valueOf(process.pid()), "status"), field + ":");
  }

  /** Processor time it has used, all threads together. */
  long cpuNanos() {
    return process.toHandle().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Bytes it caused to be written to storage. */
  long writtenBytes() throws IOException {
    return number(Path.of("/proc", String.valueOf(process.pid()), "io"), "write_bytes:");
  }

  private static long number(Path file, String field) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.substring(field.length()).replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(file + " says nothing of " + field);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
