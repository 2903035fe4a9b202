package city.pulso.benchmarks.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has made Linux hand to the storage. */
final class DiskBytes {
  private static final Path IO = Path.of("/proc/self/io");
  private static final String WRITTEN = "write_bytes: ";

  private DiskBytes() {}

  static boolean counted() {
    return Files.isReadable(IO);
  }

  /** Bytes so far: whole pages, counted when they become dirty. */
  static long written() throws IOException {
    for (String line : Files.readAllLines(IO)) {
      if (line.startsWith(WRITTEN)) {
        return Long.parseLong(line.substring(WRITTEN.length()));
      }
    }
    throw new IOException(IO + " has no " + WRITTEN.strip());
  }
}
