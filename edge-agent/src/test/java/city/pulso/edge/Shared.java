package city.pulso.edge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The shared folder next to the project: vectors and recorded data that are no part of it. */
public final class Shared {
  private Shared() {}

  /** A file in it; the test is skipped, with the reason, where there is none. */
  public static Path file(String name) {
    Path found = find(name);
    assumeTrue(found != null, () -> "no folder 'shared' with " + name + " next to the project");
    return java.util.Objects.requireNonNull(found);
  }

  private static @Nullable Path find(String name) {
    String property = System.getProperty("pulso.shared");
    if (property != null) {
      Path file = Path.of(property, name);
      return Files.exists(file) ? file : null;
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }
}
