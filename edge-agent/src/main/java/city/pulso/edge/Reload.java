package city.pulso.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a changed configuration came to, key by key. */
final class Reload {
  private final String path;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param path key path of the section, for example {@code gateways[0]}
   */
  Reload(String path) {
    this.path = path;
  }

  /** A key that is taken over while the agent runs, by the action given. */
  <T> void live(String key, @Nullable T before, @Nullable T after, Runnable take) {
    if (!Objects.equals(before, after)) {
      take.run();
      lines.add(path + "." + key + ": " + after + " instead of " + before + ", from now on");
    }
  }

  /** A key that holds until the next start. */
  <T> void fixed(String key, @Nullable T before, @Nullable T after) {
    if (!Objects.equals(before, after)) {
      lines.add(path + "." + key + ": changed, but not while the agent runs; restart it");
    }
  }

  /** What a part has taken over already, with its own key path. */
  void told(String line) {
    lines.add(path + "." + line);
  }

  List<String> lines() {
    return lines;
  }
}
