package city.pulso.edge.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A spool whose disk fails under it. Errors come from the system call, by {@code strace --inject};
 * a full disk is a small tmpfs that is really full, a file system that turned itself read-only an
 * ext4 in a file that was told to abort.
 */
class DiskFaultIT {
  private Path root = Path.of("");
  private Path directory = root;
  private @Nullable SpoolProcess spool;
  private final List<Process> tracers = new ArrayList<>();
  private final List<Long> stored = new ArrayList<>();
  private long next = 1;
  private boolean mounted;
  private boolean mountedBefore;

  @BeforeEach
  void choose(@TempDir Path temporary) {
    root = temporary;
    directory = root.resolve("disk");
  }

  @AfterEach
  void tidyUp() throws Exception {
    tracers.forEach(Process::destroyForcibly);
    if (spool != null) {
      spool.kill();
    }
    if (mounted) {
      run("umount", "-l", directory.toString());
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "EIO    | fdatasync,fsync",
        "EIO    | pwrite64",
        "ENOSPC | pwrite64",
        "EROFS  | pwrite64,ftruncate,unlink",
        "EDQUOT | pwrite64"
      })
  void nothing_is_acknowledged_that_may_not_be_written(String error, String calls)
      throws Exception {
    Files.createDirectories(directory);
    spool = SpoolProcess.start(directory, true, List.of());
    assertThat(append(3)).startsWith("stored");

    Process tracer = inject(calls + ":error=" + error);
    for (int i = 0; i < 3; i++) {
      assertThat(append(2)).startsWith("refused the gateway cannot store anything now");
      assertThat(spool().ask("health")).containsPattern("disk|full");
    }
    heal(tracer);

    await("it tries again by itself")
        .atMost(Duration.ofSeconds(60))
        .until(() -> append(2).startsWith("stored"));
    assertThat(spool().ask("health")).isEqualTo("health ");
    assertThat(append(5)).startsWith("stored");
    assertEverythingStoredIsThere();
    spool().kill();
    spool = SpoolProcess.start(directory, true, List.of());
    assertEverythingStoredIsThere();
  }

  @Test
  void a_single_failed_sync_is_not_believed_by_the_next_commit() throws Exception {
    Files.createDirectories(directory);
    spool = SpoolProcess.start(directory, true, List.of());
    assertThat(append(3)).startsWith("stored");
    Path log = root.resolve("sync.trace");
    Process tracer =
        trace(
            List.of(
                "-e",
                "trace=pwrite64,fdatasync,fsync",
                "-e",
                "inject=fdatasync,fsync:error=EIO:when=1"),
            log);
    assertThat(append(2)).startsWith("refused");
    assertThat(append(2)).startsWith("stored");
    heal(tracer);

    // What was synced before is written anew before anything is built on it.
    List<String> calls = Files.readAllLines(log, StandardCharsets.UTF_8);
    int failed = first(calls, 0, "INJECTED");
    int copied = first(calls, failed, "pwrite64", "spool.db>");
    int synced = first(calls, copied, "sync", "spool.db>", "= 0");
    int logged = first(calls, failed, "pwrite64", "spool.db-wal>");
    assertThat(List.of(failed, copied, synced, logged))
        .as("log copied into the file, file synced, only then a new commit: %s", calls)
        .isSorted()
        .doesNotContain(-1);
    assertEverythingStoredIsThere();
  }

  @Test
  void a_full_disk_takes_nothing_keeps_everything_and_receipts_make_room() throws Exception {
    mount("-t", "tmpfs", "-o", "size=6m", "tmpfs");
    spool = SpoolProcess.start(directory.resolve("agent"), true, List.of());
    String answer = append(20, 2000);
    while (answer.startsWith("stored")) {
      answer = append(20, 2000);
    }
    assertThat(answer).startsWith("refused the gateway cannot store anything now");
    assertThat(spool().ask("health")).contains("full");
    assertThat(stored.size()).isGreaterThan(100);
    assertEverythingStoredIsThere();

    assertThat(spool().ask("receipt AIR 1 10")).isEqualTo("deleted AIR 1 10");
    stored.removeAll(LongStream.rangeClosed(1, 200).boxed().toList());
    await("there is room again")
        .atMost(Duration.ofSeconds(60))
        .until(() -> append(20, 2000).startsWith("stored"));
    assertThat(spool().ask("health")).isEqualTo("health ");
    assertEverythingStoredIsThere();
    spool().kill();
    spool = SpoolProcess.start(directory.resolve("agent"), true, List.of());
    assertEverythingStoredIsThere();
  }

  @Test
  void a_file_system_that_turned_itself_read_only() throws Exception {
    Path image = root.resolve("ext4.img");
    assumeTrue(run("mkfs.ext4", "-V").isBlank(), "mkfs.ext4 is not installed (Debian e2fsprogs)");
    assertThat(run("truncate", "-s", "8M", image.toString())).isBlank();
    assertThat(run("mkfs.ext4", "-q", "-F", image.toString())).isBlank();
    mount("-o", "loop", image.toString());
    spool = SpoolProcess.start(directory.resolve("agent"), true, List.of());
    assertThat(append(3)).startsWith("stored");

    String aborted = run("mount", "-o", "remount,abort", directory.toString());
    assumeTrue(aborted.isBlank(), "ext4 cannot be told to abort here: " + aborted);
    for (int i = 0; i < 3; i++) {
      assertThat(append(2)).startsWith("refused the gateway cannot store anything now");
    }
    assertThat(spool().ask("health")).contains("readonly");

    spool().kill();
    run("umount", directory.toString());
    mounted = false;
    mount("-o", "loop", image.toString());
    spool = SpoolProcess.start(directory.resolve("agent"), true, List.of());
    assertEverythingStoredIsThere();
    assertThat(append(2)).startsWith("stored");
  }

  private SpoolProcess spool() {
    return Objects.requireNonNull(spool);
  }

  private String append(int count) throws IOException {
    return append(count, 10);
  }

  private String append(int count, int bytes) throws IOException {
    String answer = spool().ask("append AIR " + next + " " + count + " " + bytes);
    if (answer.startsWith("stored")) {
      LongStream.range(next, next + count).forEach(stored::add);
    }
    next += count;
    return answer;
  }

  /** What was acknowledged is there; what was refused may be, once. */
  private void assertEverythingStoredIsThere() throws IOException {
    List<Long> held = new ArrayList<>();
    for (String word : spool().ask("held AIR").split(" ")) {
      if (!word.equals("held")) {
        held.add(Long.parseLong(word));
      }
    }
    assertThat(held).containsAll(stored).doesNotHaveDuplicates();
  }

  private Process inject(String what) throws Exception {
    String calls = what.substring(0, what.indexOf(':'));
    return trace(
        List.of("-e", "trace=" + calls, "-e", "inject=" + what), root.resolve("inject.trace"));
  }

  /** Attaches a tracer to the spool's process and returns once it is attached to every thread. */
  private Process trace(List<String> options, Path log) throws Exception {
    Tracing.assumeAttachingPossible();
    List<String> command = new ArrayList<>(List.of(Tracing.STRACE.toString(), "-f", "-y"));
    command.addAll(List.of("-P", directory.resolve("spool.db").toString()));
    command.addAll(List.of("-P", directory.resolve("spool.db-wal").toString()));
    command.addAll(options);
    command.addAll(List.of("-o", log.toString(), "-p", String.valueOf(spool().pid())));
    Path said = root.resolve("strace.out");
    Process tracer =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    tracers.add(tracer);
    await("strace attaches")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !tracer.isAlive() || Tracing.attached(tracer, spool().pid()));
    assertThat(tracer.isAlive()).as(() -> text(said)).isTrue();
    return tracer;
  }

  private static void heal(Process tracer) throws InterruptedException {
    tracer.destroy();
    assertThat(tracer.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private void mount(String... arguments) throws Exception {
    Files.createDirectories(directory);
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    command.add(directory.toString());
    String said = run(command.toArray(String[]::new));
    if (mountedBefore) {
      assertThat(said).isBlank();
    }
    assumeTrue(said.isBlank(), () -> "nothing may be mounted here: " + said);
    mounted = true;
    mountedBefore = true;
  }

  private static String run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      return code == 0 ? "" : said + " (" + code + ")";
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int first(List<String> lines, int from, String... parts) {
    for (int i = Math.max(0, from); i < lines.size() && from >= 0; i++) {
      if (List.of(parts).stream().allMatch(lines.get(i)::contains)) {
        return i;
      }
    }
    return -1;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
