package city.pulso.edge.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a spool's file, and sets a damaged one aside so that it never stops the agent. */
class SpoolFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
  private static final String NAME = "spool.db";

  private final Path directory;
  private final boolean synced;
  private final Clock clock;

  SpoolFiles(Path directory, boolean synced, Clock clock) {
    this.directory = directory;
    this.synced = synced;
    this.clock = clock;
  }

  /**
   * A file that can be used.
   *
   * @param setAside whether a damaged one had to make way for it
   * @param salvaged readings taken over from that one
   */
  record Opened(SpoolFile file, boolean setAside, long salvaged) {}

  /**
   * Opens the spool's file, making it when there is none.
   *
   * @param damage why the present file is known to be damaged; null: not known
   * @throws SpoolException when it cannot be opened for a reason other than damage: no permission,
   *     no disk, a newer version
   */
  Opened open(String gateway, @Nullable String damage) throws IOException {
    Path path = directory.resolve(NAME);
    try {
      if (damage == null) {
        return new Opened(file(path), false, 0);
      }
      setAside(path, new DamageException(damage));
    } catch (SQLException e) {
      if (!DamageException.isMeantBy(e)) {
        throw new SpoolException("cannot open " + path + ": " + e.getMessage(), e);
      }
      setAside(path, e);
    }
    try {
      return new Opened(file(path), true, 0);
    } catch (SQLException e) {
      throw new SpoolException("cannot make " + path + ": " + e.getMessage(), e);
    }
  }

  /** The seam at which tests put a file that fails. */
  SpoolFile file(Path path) throws SQLException {
    return new SpoolFile(path, synced);
  }

  private void setAside(Path path, SQLException why) throws IOException {
    String suffix = ".damaged-" + clock.millis();
    for (String part : new String[] {"", "-wal", "-shm"}) {
      Path from = path.resolveSibling(NAME + part);
      if (Files.exists(from)) {
        Files.move(from, path.resolveSibling(NAME + suffix + part));
      }
    }
    LOG.error(
        "{} is damaged ({}); set aside as {}{}. A new spool with a new epoch takes over; look at the"
            + " damaged file with 'sqlite3 FILE .recover'",
        path,
        why.getMessage(),
        NAME,
        suffix);
  }
}
