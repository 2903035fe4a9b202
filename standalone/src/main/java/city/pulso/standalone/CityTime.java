package city.pulso.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;

/**
 * Where city time stood, kept on disk so that it never goes back, not even when the process is
 * killed.
 *
 * @param story what the time belongs to, for example {@code live} or the replay and its data sets;
 *     another story starts anew
 * @param begun city time at which it began
 * @param notBefore no later start shows an earlier city time
 * @param sentUntil every message due before has been answered by its gateway
 */
record CityTime(String story, Instant begun, Instant notBefore, Instant sentUntil) {

  /**
   * Reads what was kept; empty if there is nothing.
   *
   * @throws IOException if the file is there and is not what was written
   */
  static Optional<CityTime> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties kept = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      kept.load(in);
      return Optional.of(
          new CityTime(
              kept.getProperty("story", ""),
              Instant.parse(kept.getProperty("begun", "")),
              Instant.parse(kept.getProperty("not-before", "")),
              Instant.parse(kept.getProperty("sent-until", ""))));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged; start with --fresh, or remove that file", e);
    }
  }

  /** Replaces what was kept, whole or not at all. */
  void write(Path file) throws IOException {
    Properties kept = new Properties();
    kept.setProperty("story", story);
    kept.setProperty("begun", begun.toString());
    kept.setProperty("not-before", notBefore.toString());
    kept.setProperty("sent-until", sentUntil.toString());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (OutputStream out = Files.newOutputStream(next)) {
      kept.store(out, "Where city time stands. Written by pulso once a second.");
    }
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
