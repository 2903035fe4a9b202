package city.pulso.edge.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

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
   * Opens the spool's file, making it when there is none.
   *
   * @throws SpoolException when it cannot be opened for a reason other than damage: no permission,
   *     no disk, a newer version
   */
  SpoolFile open() throws IOException {
    Path path = directory.resolve(NAME);
    try {
      return file(path);
    } catch (SQLException e) {
      if (!damaged(e)) {
        throw new SpoolException("cannot open " + path + ": " + e.getMessage(), e);
      }
      setAside(path, e);
    }
    try {
      return file(path);
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

  static boolean damaged(SQLException e) {
    if (e instanceof SQLiteException known) {
      SQLiteErrorCode code = known.getResultCode();
      return code.name().startsWith("SQLITE_CORRUPT") || code == SQLiteErrorCode.SQLITE_NOTADB;
    }
    String message = String.valueOf(e.getMessage());
    return message.startsWith("quick_check") || message.contains("malformed");
  }
}
