package city.pulso.benchmarks.spool;

import city.pulso.benchmarks.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pulso bench spool}. */
@Command(
    name = "spool",
    description = {
      "Bytes written to the disk and time for each reading that a gateway stores, syncs and deletes",
      "after its receipt, at 1, 16 and 256 readings per commit; beside a file that is only appended",
      "to and synced as often.",
      "",
      "Bytes are those that Linux hands to the storage (write_bytes of /proc/self/io), whole pages;",
      "the file system's journal and the flash's own erase blocks come on top of them."
    },
    mixinStandardHelpOptions = true)
public final class SpoolCommand implements Callable<Integer> {
  private static final int[] PER_COMMIT = {1, 16, 256};
  private static final String ROW = "%-22s %16s %16s %16s%n";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Where to write; on the disk in question, not in memory (default: here).")
  private Path directory = Path.of("");

  @Option(
      names = "--commits",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Commits to measure of each kind (default: ${DEFAULT-VALUE}).")
  private int commits;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (!DiskBytes.counted()) {
      spec.commandLine().getErr().println("no /proc/self/io here: bytes cannot be counted");
      return 1;
    }
    out.println(Machine.described());
    out.println("disk: " + disk());
    out.printf(ROW, "readings per commit", "bytes/reading", "ms/commit", "payload bytes");
    for (int perCommit : PER_COMMIT) {
      print(out, perCommit + ", spool", Run.spool(here(), perCommit, commits));
      print(out, perCommit + ", bare file", Run.bareFile(here(), perCommit, commits));
    }
    return 0;
  }

  private Path here() throws IOException {
    return Files.createTempDirectory(Files.createDirectories(directory.toAbsolutePath()), "bench");
  }

  private String disk() throws IOException {
    Path at = Files.createDirectories(directory.toAbsolutePath());
    return at + " on " + Files.getFileStore(at).type();
  }

  private static void print(PrintWriter out, String name, Run.Result result) {
    out.printf(
        ROW,
        name,
        String.format(Locale.ROOT, "%.0f", result.bytesPerReading()),
        String.format(Locale.ROOT, "%.2f", result.millisPerCommit()),
        result.payloadBytes());
    out.flush();
  }
}
