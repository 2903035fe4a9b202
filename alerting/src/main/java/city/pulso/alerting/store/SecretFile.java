package city.pulso.alerting.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A secret kept in a file of its own, read anew each time so that it can be changed while running.
 */
public final class SecretFile {
  private SecretFile() {}

  /** First line, without surrounding space. */
  public static String read(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().map(String::strip).orElse("");
    }
  }
}
