package city.pulso.edge.spool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of {@link SpoolFile}, version 3; versions 1 and 2 are brought up to it. */
final class SpoolSchema {
  static final int VERSION = 3;

  private SpoolSchema() {}

  /** Says {@link SQLException} for what is damaged or made by a newer version. */
  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      String verdict = result.next() ? result.getString(1) : "no answer";
      if (!verdict.equals("ok")) {
        throw new DamageException("quick_check: " + verdict);
      }
    }
    int version = version(connection);
    if (version > VERSION) {
      throw new SQLException("version " + version + " is newer than " + VERSION);
    }
  }

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  /** Makes what is missing. */
  static void create(Connection connection) throws SQLException {
    int version = version(connection);
    if (version == VERSION) {
      return;
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      if (version == 1) {
        statement.executeUpdate("ALTER TABLE batch ADD COLUMN crc INTEGER");
        statement.executeUpdate("ALTER TABLE stream ADD COLUMN evicted INTEGER NOT NULL DEFAULT 0");
        statement.executeUpdate("ALTER TABLE stream ADD COLUMN crc INTEGER");
        statement.executeUpdate("ALTER TABLE device ADD COLUMN evicted INTEGER NOT NULL DEFAULT 0");
      } else if (version == 0) {
        statement.executeUpdate("CREATE TABLE meta(key TEXT PRIMARY KEY, value)");
        statement.executeUpdate(
            "CREATE TABLE stream(domain INTEGER PRIMARY KEY, next_sequence INTEGER NOT NULL,"
                + " accepted INTEGER NOT NULL, evicted INTEGER NOT NULL DEFAULT 0, crc INTEGER)");
        statement.executeUpdate(
            "CREATE TABLE batch(id INTEGER PRIMARY KEY, accepted_ms INTEGER NOT NULL,"
                + " readings INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER)");
        statement.executeUpdate(
            "CREATE VIEW batches AS SELECT id >> 56 AS domain,"
                + " id & 72057594037927935 AS sequence, accepted_ms, readings,"
                + " length(bytes) AS size FROM batch");
        statement.executeUpdate(
            "CREATE TABLE device(id TEXT PRIMARY KEY, last_seen_ms INTEGER NOT NULL,"
                + " accepted INTEGER NOT NULL, evicted INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID");
      }
      if (version < 2) {
        statement.executeUpdate(
            "CREATE TABLE evicted(domain INTEGER NOT NULL, first INTEGER NOT NULL,"
                + " last INTEGER NOT NULL, PRIMARY KEY (domain, first)) WITHOUT ROWID");
      }
      statement.executeUpdate("ALTER TABLE batch ADD COLUMN names BLOB");
      statement.executeUpdate("ALTER TABLE device ADD COLUMN heard BLOB");
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
    connection.commit();
    connection.setAutoCommit(true);
  }
}
