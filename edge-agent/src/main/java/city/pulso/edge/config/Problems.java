package city.pulso.edge.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a configuration, so that one attempt tells everything. Not
 * thread-safe.
 */
public final class Problems {
  private final String path;
  private final List<String> found = new ArrayList<>();

  /**
   * @param path key path of the section that is checked, for example {@code spool}; empty: the root
   */
  public Problems(String path) {
    this.path = path;
  }

  /** Notes a problem unless {@code ok}. */
  public Problems check(boolean ok, String key, @Nullable Object value, String accepted) {
    if (!ok) {
      found.add(at(key) + ": " + value + " is not accepted; use " + accepted);
    }
    return this;
  }

  /** Takes over problems found elsewhere. */
  public Problems addAll(List<String> problems) {
    found.addAll(problems);
    return this;
  }

  /**
   * @throws ConfigException naming every problem, if there is any
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
