package city.pulso.edge.spool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of {@link SpoolFile}, version 1. */
final class SpoolSchema {
  private static final int VERSION = 1;

  private SpoolSchema() {}

  /** Says {@link SQLException} for what is damaged or made by a newer version. */
  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      String verdict = result.next() ? result.getString(1) : "no answer";
      if (!verdict.equals("ok")) {
        throw new SQLException("quick_check: " + verdict);
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      int version = result.next() ? result.getInt(1) : 0;
      if (version > VERSION) {
        throw new SQLException("version " + version + " is newer than " + VERSION);
      }
    }
  }

  /** Makes what is missing. */
  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value)");
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS stream(domain INTEGER PRIMARY KEY,"
              + " next_sequence INTEGER NOT NULL, accepted INTEGER NOT NULL)");
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS batch(id INTEGER PRIMARY KEY, accepted_ms INTEGER NOT NULL,"
              + " readings INTEGER NOT NULL, bytes BLOB NOT NULL)");
      statement.executeUpdate(
          "CREATE VIEW IF NOT EXISTS batches AS SELECT id >> 56 AS domain,"
              + " id & 72057594037927935 AS sequence, accepted_ms, readings, length(bytes) AS size"
              + " FROM batch");
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS device(id TEXT PRIMARY KEY, last_seen_ms INTEGER NOT NULL,"
              + " accepted INTEGER NOT NULL) WITHOUT ROWID");
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
  }
}
