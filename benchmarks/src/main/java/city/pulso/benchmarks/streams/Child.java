package city.pulso.benchmarks.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A part of the measurement in a virtual machine of its own: it says {@code ready}, is told to go,
 * and says {@code name=value} lines and {@code done}.
 */
final class Child implements AutoCloseable {
  private static final int LAST_WORDS_SECONDS = 10;

  private final Process process;
  private final BufferedReader said;

  /**
   * @param libraries comes before the class path of this process; empty: nothing does
   * @param log what it prints beside its answers, and what libraries log
   * @param record directory for a flight recording of it; null = none is made
   */
  Child(
      Class<?> main,
      String libraries,
      int heapMegabytes,
      Path log,
      @Nullable Path record,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("--add-exports"))
        .forEach(command::add);
    if (record != null) {
      command.add(
          "-XX:StartFlightRecording:settings=profile,dumponexit=true,filename="
              + record.resolve(main.getSimpleName() + ".jfr"));
    }
    String own = System.getProperty("java.class.path", "");
    command.addAll(
        List.of(
            "-Xms" + heapMegabytes + "m", // as Flink starts its processes
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=city/pulso/standalone/logging.xml",
            "-Dpulso.log=" + log + ".log",
            "-cp",
            libraries.isEmpty() ? own : libraries + ":" + own,
            main.getName()));
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.to(Path.of(log + ".err").toFile()))
            .start();
    said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  void awaitReady() throws IOException {
    await("ready");
  }

  /** Waits until it says this. */
  void await(String word) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.equals(word)) {
        return;
      }
    }
    throw new IOException("the child ended before it was " + word);
  }

  /** Tells it to go and collects its answers. */
  Map<String, Double> go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    Map<String, Double> answers = new HashMap<>();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.equals("done")) {
        return answers;
      }
      int equals = line.indexOf('=');
      if (equals > 0) {
        answers.put(line.substring(0, equals), Double.parseDouble(line.substring(equals + 1)));
      }
    }
    throw new IOException("the child ended before it was done");
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close(); // it ends by itself, and writes its recording
      if (process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
      process.destroyForcibly();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a child process does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
