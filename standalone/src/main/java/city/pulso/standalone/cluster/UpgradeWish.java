package city.pulso.standalone.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a command asks the process that keeps a cluster to upgrade it, by two files in the city's
 * directory: the wish, and what became of it.
 */
public final class UpgradeWish {
  private static final String SUCCEEDED = "upgraded";
  private static final String FAILED = "failed: ";
  private static final long LOOK_NANOS = 200_000_000L;

  private final Path wish;
  private final Path story;

  public UpgradeWish(Path data) {
    this.wish = data.resolve("upgrade.wish");
    this.story = data.resolve("upgrade.story");
  }

  /**
   * Asks for that build and passes on what is said until it is done.
   *
   * @throws IOException if the upgrade failed, with the reason, or nobody took the wish in time
   */
  public void make(Path build, Duration limit, Consumer<String> said) throws IOException {
    Files.deleteIfExists(story);
    Path next = wish.resolveSibling("upgrade.wish.next");
    Files.writeString(next, build.toAbsolutePath().toString());
    Files.move(next, wish, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    long deadline = System.nanoTime() + limit.toNanos();
    int heard = 0;
    while (System.nanoTime() < deadline) {
      List<String> lines = Files.exists(story) ? Files.readAllLines(story) : List.of();
      for (; heard < lines.size(); heard++) {
        String line = lines.get(heard);
        if (line.equals(SUCCEEDED)) {
          return;
        }
        if (line.startsWith(FAILED)) {
          throw new IOException(line.substring(FAILED.length()));
        }
        said.accept(line);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    Files.deleteIfExists(wish);
    throw new IOException("nothing more was heard within " + limit.toSeconds() + " s");
  }

  /** The build that was asked for; null if none was. The wish is taken: asked once, done once. */
  @Nullable Path take() throws IOException {
    if (!Files.exists(wish)) {
      return null;
    }
    Path build = Path.of(Files.readString(wish).strip());
    Files.delete(wish);
    return build;
  }

  void say(String line) {
    try {
      Files.writeString(
          story,
          line.replace('\n', ' ') + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void succeeded() {
    say(SUCCEEDED);
  }

  void failed(String reason) {
    say(FAILED + reason);
  }
}
