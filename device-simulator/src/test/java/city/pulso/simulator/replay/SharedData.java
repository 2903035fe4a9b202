package city.pulso.simulator.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the recordings beside the project; a test that needs them is skipped where they are absent.
 */
final class SharedData {
  private SharedData() {}

  static Path require() {
    String told = System.getProperty("pulso.shared");
    if (told != null) {
      return present(Path.of(told).resolve("data"));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(beside)) {
        return beside;
      }
    }
    return present(Path.of("../shared/data"));
  }

  private static Path present(Path data) {
    Assumptions.assumeTrue(
        Files.isDirectory(data), "recorded data is absent: no " + data + " (see -Dpulso.shared)");
    return data;
  }
}
