package city.pulso.edge.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a configuration, so that one attempt tells everything. Not
 * thread-safe.
 */
public final class Problems {
  private final String path;
  private final List<Problem> found = new ArrayList<>();

  /**
   * @param path key path of the section that is checked, for example {@code spool}; empty: the root
   */
  public Problems(String path) {
    this.path = path;
  }

  /** Notes a problem unless {@code ok}. */
  public Problems check(boolean ok, String key, @Nullable Object value, String accepted) {
    if (!ok) {
      found.add(new Problem(path, key, written(value) + " is not accepted; use " + accepted));
    }
    return this;
  }

  /**
   * @throws ConfigException naming every problem, if there is any
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw ConfigException.of(found);
    }
  }

  /** As a configuration file writes it. */
  private static @Nullable Object written(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
    return value;
  }
}
