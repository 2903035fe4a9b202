package city.pulso.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a city keeps, in one directory that one process uses at a time.
 *
 * <p>The file {@code pulso.lock} marks the directory as a city's and holds the lock. A directory
 * without it that is not empty is somebody else's and is never used, let alone wiped.
 */
final class DataDirectory implements AutoCloseable {
  private static final String MARK = "pulso.lock";

  private final Path root;
  private final FileChannel channel;

  private DataDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Takes the directory; makes it when missing.
   *
   * @param fresh remove what a city kept there before
   * @throws IOException if it is not a city's, is in use, or cannot be written
   */
  static DataDirectory open(Path root, boolean fresh) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
      throw new IOException(absolute + " is not a directory; choose another with --data");
    }
    if (Files.isDirectory(absolute)
        && !Files.exists(absolute.resolve(MARK))
        && !children(absolute).isEmpty()) {
      throw new IOException(
          absolute + " holds files that are not a city's; choose another directory with --data");
    }
    Files.createDirectories(absolute);
    FileChannel channel =
        FileChannel.open(
            absolute.resolve(MARK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new IOException(
          absolute + " is in use by another pulso; end that one or choose another with --data");
    }
    if (fresh) {
      for (Path child : children(absolute)) {
        if (!child.getFileName().toString().equals(MARK)) {
          remove(child);
        }
      }
    }
    return new DataDirectory(absolute, channel);
  }

  /** A part's own directory or file; not made here. */
  Path of(String part) {
    return root.resolve(part);
  }

  Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    }
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
