package city.pulso.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    long now = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new ServerProcess(process, now);
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
