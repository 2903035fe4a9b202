package city.pulso.jobs.air.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds recorded data and vectors beside the project; a test that needs them is skipped without.
 */
public final class SharedFiles {
  private SharedFiles() {}

  /** A folder below {@code shared}: {@code data/air}, {@code domain/vectors}. */
  public static Path folder(String name) {
    String given = System.getProperty("pulso.shared");
    if (given != null) {
      return present(Path.of(given), name);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared").resolve("data"))) {
        return present(at.resolve("shared"), name);
      }
    }
    return present(Path.of("shared"), name);
  }

  private static Path present(Path shared, String name) {
    Path folder = shared.resolve(name);
    Assumptions.assumeTrue(
        Files.isDirectory(folder), () -> folder + " is not there: recorded data is not installed");
    return folder;
  }
}
