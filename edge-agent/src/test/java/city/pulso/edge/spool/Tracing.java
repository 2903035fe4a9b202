package city.pulso.edge.spool;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Whether processes may be traced here: asked before a test relies on it, so that it can fail. */
final class Tracing {
  static final Path STRACE = Path.of("/usr/bin/strace");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Tracing() {}

  /** Skips the test where strace is missing, or where it may not trace what it starts. */
  static void assumePossible() throws IOException {
    assumeTrue(Files.isExecutable(STRACE), "strace is not installed (Debian strace)");
    Process probe = strace("true");
    String said = text(probe);
    await("strace ends").atMost(PATIENCE).until(() -> !probe.isAlive());
    assumeTrue(probe.exitValue() == 0, "no process may be traced here: " + said);
  }

  /** Skips the test where strace is missing, or where it may not trace what runs already. */
  static void assumeAttachingPossible() throws IOException {
    assumePossible();
    Process traced = new ProcessBuilder("cat").start(); // waits for input
    Process probe = strace("-p", String.valueOf(traced.pid()));
    try {
      await("strace attaches or ends")
          .atMost(PATIENCE)
          .until(() -> !probe.isAlive() || attached(probe, traced.pid()));
      assumeTrue(probe.isAlive(), () -> "strace may not attach here: " + text(probe));
    } finally {
      probe.destroyForcibly();
      traced.destroyForcibly();
    }
  }

  /** Whether every thread of a process has this tracer. */
  static boolean attached(Process tracer, long pid) throws IOException {
    String is = "TracerPid:\t" + tracer.pid();
    try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      return threads.allMatch(thread -> status(thread).contains(is));
    }
  }

  private static String status(Path thread) {
    try {
      return Files.readString(thread.resolve("status"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static Process strace(String... what) throws IOException {
    String[] command = new String[4 + what.length];
    System.arraycopy(new String[] {STRACE.toString(), "-f", "-o", "/dev/null"}, 0, command, 0, 4);
    System.arraycopy(what, 0, command, 4, what.length);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String text(Process probe) {
    try {
      return new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
