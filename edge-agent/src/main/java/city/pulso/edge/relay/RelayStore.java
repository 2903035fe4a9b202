package city.pulso.edge.relay;

import city.pulso.edge.uplink.Backlog;
import city.pulso.edge.uplink.Parcel;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.SequenceRange;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * {@code relay.db}, SQLite, WAL, {@code synchronous=FULL}: {@code parcel(place, gateway, domain,
 * epoch, sequence, accepted_ms, via, bytes)}. The gateways keep everything until its receipt, so a
 * damaged file is set aside and an empty one takes its place. One thread.
 */
final class RelayStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayStore.class);

  private final Path path;
  private @Nullable Connection connection;

  RelayStore(Path directory) {
    this.path = directory.resolve("relay.db");
  }

  /** Opens the file, if it is not open. */
  void open() throws SQLException, IOException {
    if (connection != null) {
      return;
    }
    try {
      connection = opened();
    } catch (SQLException e) {
      Path aside = path.resolveSibling("relay.db.damaged");
      LOG.error("{} is damaged ({}); set aside as {}", path, e.getMessage(), aside);
      for (String part : List.of("", "-wal", "-shm")) {
        Path file = path.resolveSibling("relay.db" + part);
        if (Files.exists(file)) {
          Files.move(
              file,
              path.resolveSibling(aside.getFileName() + part),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      connection = opened();
    }
  }

  private Connection opened() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5000);
    config.setJournalSizeLimit(4 << 20);
    Connection opened = config.createConnection("jdbc:sqlite:" + path);
    try (Statement statement = opened.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS parcel(place INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " gateway TEXT NOT NULL, domain INTEGER NOT NULL, epoch INTEGER NOT NULL,"
              + " sequence INTEGER NOT NULL, accepted_ms INTEGER NOT NULL, via TEXT NOT NULL,"
              + " bytes BLOB NOT NULL)");
      statement.executeUpdate(
          "CREATE UNIQUE INDEX IF NOT EXISTS stream ON parcel(gateway, domain, epoch, sequence)");
      opened.setAutoCommit(false);
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  /** Stores what is not there yet and returns its place; 0 = it is there. */
  long insert(Parcel parcel) throws SQLException {
    try (PreparedStatement insert =
        connected()
            .prepareStatement(
                "INSERT OR IGNORE INTO parcel(gateway, domain, epoch, sequence, accepted_ms, via,"
                    + " bytes) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING place")) {
      key(insert, parcel.stream());
      insert.setLong(4, parcel.sequence());
      insert.setLong(5, parcel.acceptedMs());
      insert.setString(6, String.join(" ", parcel.via()));
      insert.setBytes(7, parcel.bytes().toByteArray());
      try (ResultSet row = insert.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  List<Parcel> after(Backlog.Key key, long place, int limit) throws SQLException {
    try (PreparedStatement select =
        connected()
            .prepareStatement(
                "SELECT place, sequence, accepted_ms, via, bytes FROM parcel WHERE gateway = ?"
                    + " AND domain = ? AND epoch = ? AND place > ? ORDER BY place LIMIT ?")) {
      key(select, key);
      select.setLong(4, place);
      select.setInt(5, limit);
      List<Parcel> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String via = rows.getString(4);
          found.add(
              new Parcel(
                  key.gateway(),
                  key.domain(),
                  key.epoch(),
                  rows.getLong(2),
                  rows.getLong(1),
                  rows.getLong(3),
                  ByteString.copyFrom(rows.getBytes(5)),
                  via.isEmpty() ? List.of() : List.of(via.split(" "))));
        }
      }
      return found;
    }
  }

  /** Deletes these sequences of a stream; says where they were and how long. */
  Removed delete(Backlog.Key key, List<SequenceRange> ranges) throws SQLException {
    List<SequenceRange> places = new ArrayList<>();
    long bytes = 0;
    for (SequenceRange range : ranges) {
      try (PreparedStatement delete =
          connected()
              .prepareStatement(
                  "DELETE FROM parcel WHERE gateway = ? AND domain = ? AND epoch = ?"
                      + " AND sequence BETWEEN ? AND ? RETURNING place, length(bytes)")) {
        key(delete, key);
        delete.setLong(4, range.getFirst());
        delete.setLong(5, range.getLast());
        try (ResultSet rows = delete.executeQuery()) {
          while (rows.next()) {
            long place = rows.getLong(1);
            places.add(SequenceRange.newBuilder().setFirst(place).setLast(place).build());
            bytes += rows.getLong(2);
          }
        }
      }
    }
    return new Removed(places, bytes);
  }

  /** Highest place of each stream that holds something. */
  Map<Backlog.Key, Long> highest() throws SQLException {
    Map<Backlog.Key, Long> all = new HashMap<>();
    try (Statement statement = connected().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT gateway, domain, epoch, max(place) FROM parcel"
                    + " GROUP BY gateway, domain, epoch")) {
      while (rows.next()) {
        Domain domain = Domain.forNumber(rows.getInt(2));
        if (domain != null) {
          all.put(new Backlog.Key(rows.getString(1), domain, rows.getLong(3)), rows.getLong(4));
        }
      }
    }
    return all;
  }

  long bytes() throws SQLException {
    try (Statement statement = connected().createStatement();
        ResultSet row =
            statement.executeQuery("SELECT coalesce(sum(length(bytes)), 0) FROM parcel")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  void commit() throws SQLException {
    connected().commit();
  }

  /** After a failure nothing is assumed: the file is opened anew. */
  void abandon() {
    try {
      close();
    } catch (SQLException e) {
      LOG.debug("{} not closed: {}", path, e.toString());
    }
  }

  @Override
  public void close() throws SQLException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private Connection connected() throws SQLException {
    Connection open = connection;
    if (open == null) {
      throw new SQLException(path + " is not open");
    }
    return open;
  }

  private static void key(PreparedStatement statement, Backlog.Key key) throws SQLException {
    statement.setString(1, key.gateway());
    statement.setInt(2, key.domain().getNumber());
    statement.setLong(3, key.epoch());
  }

  record Removed(List<SequenceRange> places, long bytes) {}
}
