package city.pulso.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the recordings are: {@code shared/data} beside the project, or what a property says. */
final class SharedData {
  private SharedData() {}

  /** Null where they are absent. */
  static Path find() {
    String told = System.getProperty("pulso.shared");
    if (told != null) {
      return Path.of(told).resolve("data");
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path data = at.resolve("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return data;
      }
    }
    return null;
  }
}
