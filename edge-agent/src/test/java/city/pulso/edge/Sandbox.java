package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * This machine, in a mount namespace of its own with a file system laid over {@code /etc}, {@code
 * /usr} and {@code /var}: what is installed in here is nowhere else and is gone with the process
 * that holds it, which ends with this JVM at the latest. Its systemd, if there is one, is not seen.
 */
final class Sandbox implements AutoCloseable {
  private static final String LAYERS =
      """
      mount -t tmpfs tmpfs "$0"
      if [ -d /run/systemd ]; then mount -t tmpfs tmpfs /run/systemd; fi
      for at in etc usr var; do
        mkdir -p "$0/$at/upper" "$0/$at/work"
        mount -t overlay overlay -o "lowerdir=/$at,upperdir=$0/$at/upper,workdir=$0/$at/work" "/$at"
      done
      echo ready
      exec cat
      """;

  /** The least of it, over an empty directory. */
  private static final String TRIAL =
      """
      mount -t tmpfs tmpfs "$0"
      mkdir "$0/lower" "$0/upper" "$0/work" "$0/at"
      mount -t overlay overlay -o "lowerdir=$0/lower,upperdir=$0/upper,workdir=$0/work" "$0/at"
      """;

  private final Process holder;

  private Sandbox(Process holder) {
    this.holder = holder;
  }

  /** The test is skipped, with the reason, where no such thing can be made. */
  static Sandbox open(Path directory) throws Exception {
    Program.installed("nsenter");
    Program.installed("setpriv");
    Program unshare = Program.installed("unshare");
    assumeLayersPossible(unshare, Files.createDirectories(directory.resolve("trial")));
    Path log = directory.resolve("sandbox.log");
    Path layers = Files.createDirectories(directory.resolve("layers"));
    Process holder =
        new ProcessBuilder(
                unshare.path().toString(),
                "--mount",
                "--propagation",
                "private",
                "/bin/sh",
                "-ec",
                LAYERS,
                layers.toString())
            .redirectError(log.toFile())
            .start();
    String said =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (!"ready".equals(said)) {
      holder.destroyForcibly();
      throw new IOException("the sandbox was not made: " + Files.readString(log));
    }
    return new Sandbox(holder);
  }

  /** Asked before a test relies on it, so that whatever goes wrong later is a failure. */
  private static void assumeLayersPossible(Program unshare, Path scratch) throws Exception {
    Process trial =
        new ProcessBuilder(
                unshare.path().toString(),
                "--mount",
                "--propagation",
                "private",
                "/bin/sh",
                "-ec",
                TRIAL,
                scratch.toString())
            .redirectErrorStream(true)
            .start();
    trial.getOutputStream().close();
    String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(trial.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assumeTrue(
        trial.exitValue() == 0, "no file systems may be laid over others here: " + said.strip());
  }

  /** A file of the sandbox, as this JVM reaches it. */
  Path file(String absolute) {
    return Path.of("/proc/" + holder.pid() + "/root" + absolute);
  }

  /** Runs something in it to its end; it has to succeed. Returns what it printed. */
  String run(String... command) throws Exception {
    Process process = command(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), said).isZero();
    return said;
  }

  /** Starts something in it as a user, with everything it prints in a file. */
  Process startAs(String user, Path log, String... command) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid", user, "--regid", user, "--init-groups", "--"));
    all.addAll(List.of(command));
    return command(all.toArray(String[]::new))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private ProcessBuilder command(String... command) {
    List<String> all =
        new ArrayList<>(List.of("nsenter", "--target", String.valueOf(holder.pid()), "--mount"));
    all.add("--");
    all.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all).directory(Path.of("/").toFile());
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    return builder;
  }

  @Override
  public void close() throws Exception {
    holder.destroyForcibly();
    holder.waitFor(10, TimeUnit.SECONDS);
  }
}
