package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/**
 * The SQLite file, version 1. One thread at a time.
 *
 * <p>{@code meta(key, value)}: {@code gateway} and {@code epoch}. {@code stream(domain,
 * next_sequence, accepted)}: what must outlive deleted batches. {@code batch(id, accepted_ms,
 * readings, bytes)}: id is the domain's number in the highest byte and the sequence below it, so
 * that one tree serves for order and look-up; the view {@code batches} shows both. {@code
 * device(id, last_seen_ms, accepted)}.
 */
class SpoolFile implements AutoCloseable {
  private static final int SHIFT = 56;
  private static final long SEQUENCE = (1L << SHIFT) - 1;

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement count;
  private final PreparedStatement after;
  private final PreparedStatement oldest;
  private final PreparedStatement putStream;
  private final PreparedStatement putDevice;

  /** Opens or makes the file; says {@link SQLException} for anything that is no sound spool. */
  SpoolFile(Path path, boolean synced) throws SQLException {
    this(writing(synced), path, true);
  }

  /** Opens an existing file for looking only, also while an agent writes it. */
  static SpoolFile forReading(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5000);
    return new SpoolFile(config, path, false);
  }

  private static SQLiteConfig writing(boolean synced) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(
        synced ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.OFF);
    config.setBusyTimeout(5000);
    config.setJournalSizeLimit(4 << 20);
    return config;
  }

  private SpoolFile(SQLiteConfig config, Path path, boolean make) throws SQLException {
    connection = config.createConnection("jdbc:sqlite:" + path);
    try {
      SpoolSchema.check(connection);
      if (make) {
        SpoolSchema.create(connection);
      }
      connection.setAutoCommit(false);
      insert = prepare("INSERT INTO batch(id, accepted_ms, readings, bytes) VALUES (?, ?, ?, ?)");
      delete = prepare("DELETE FROM batch WHERE id BETWEEN ? AND ?");
      count =
          prepare(
              "SELECT count(*), coalesce(sum(readings), 0), coalesce(sum(length(bytes)), 0)"
                  + " FROM batch WHERE id BETWEEN ? AND ?");
      after =
          prepare(
              "SELECT id, accepted_ms, readings, bytes FROM batch WHERE id BETWEEN ? AND ?"
                  + " ORDER BY id LIMIT ?");
      oldest =
          prepare("SELECT id, accepted_ms FROM batch WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1");
      putStream =
          prepare(
              "INSERT OR REPLACE INTO stream(domain, next_sequence, accepted) VALUES (?, ?, ?)");
      putDevice =
          prepare("INSERT OR REPLACE INTO device(id, last_seen_ms, accepted) VALUES (?, ?, ?)");
    } catch (SQLException e) {
      closeQuietly();
      throw e;
    }
  }

  /** The gateway and epoch the spool was made with; the given ones when it is new. */
  Identity identity(String gateway, long newEpoch) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR IGNORE INTO meta(key, value) VALUES (?, ?)")) {
      put.setString(1, "gateway");
      put.setString(2, gateway);
      put.executeUpdate();
      put.setString(1, "epoch");
      put.setLong(2, newEpoch);
      put.executeUpdate();
    }
    commit();
    return storedIdentity(gateway, newEpoch);
  }

  /** The gateway and epoch the spool was made with; the given ones where it does not say. */
  Identity storedIdentity(String gateway, long ifNone) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT key, value FROM meta")) {
      String storedGateway = gateway;
      long epoch = ifNone;
      while (rows.next()) {
        if (rows.getString(1).equals("gateway")) {
          storedGateway = rows.getString(2);
        } else if (rows.getString(1).equals("epoch")) {
          epoch = rows.getLong(2);
        }
      }
      return new Identity(storedGateway, epoch);
    }
  }

  /** State of every stream. Reads the whole index: for opening only. */
  Map<Domain, StreamStatus> streams() throws SQLException {
    Map<Domain, StreamStatus> all = new EnumMap<>(Domain.class);
    for (Domain domain : Spool.DOMAINS) {
      all.put(domain, StreamStatus.EMPTY);
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT domain, next_sequence, accepted FROM stream")) {
      while (rows.next()) {
        Domain domain = Domain.forNumber(rows.getInt(1));
        if (domain != null) {
          long next = rows.getLong(2);
          all.put(domain, new StreamStatus(0, 0, 0, 0, next, next, rows.getLong(3), 0));
        }
      }
    }
    for (Domain domain : Spool.DOMAINS) {
      StreamStatus known = all.getOrDefault(domain, StreamStatus.EMPTY);
      Removed held = held(domain, 1, SEQUENCE);
      Oldest first = oldest(domain, known.nextSequence());
      all.put(
          domain,
          new StreamStatus(
              held.batches(),
              held.bytes(),
              held.readings(),
              first.acceptedMs(),
              first.sequence(),
              known.nextSequence(),
              known.accepted(),
              0));
    }
    return all;
  }

  Map<String, DeviceCount> devices() throws SQLException {
    Map<String, DeviceCount> all = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, last_seen_ms, accepted FROM device")) {
      while (rows.next()) {
        all.put(rows.getString(1), new DeviceCount(rows.getLong(2), rows.getLong(3)));
      }
    }
    return all;
  }

  void insert(StoredBatch batch) throws SQLException {
    insert.setLong(1, id(batch.domain(), batch.sequence()));
    insert.setLong(2, batch.acceptedMs());
    insert.setInt(3, batch.readings());
    insert.setBytes(4, batch.bytes().toByteArray());
    insert.executeUpdate();
  }

  void putStream(Domain domain, long nextSequence, long accepted) throws SQLException {
    putStream.setInt(1, domain.getNumber());
    putStream.setLong(2, nextSequence);
    putStream.setLong(3, accepted);
    putStream.executeUpdate();
  }

  void putDevice(String id, DeviceCount seen) throws SQLException {
    putDevice.setString(1, id);
    putDevice.setLong(2, seen.lastSeenMs());
    putDevice.setLong(3, seen.accepted());
    putDevice.executeUpdate();
  }

  /** Deletes the batches first to last, both included, and says what that was. */
  Removed delete(Domain domain, long first, long last) throws SQLException {
    Removed removed = held(domain, first, last);
    if (removed.batches() > 0) {
      delete.setLong(1, id(domain, first));
      delete.setLong(2, id(domain, last));
      delete.executeUpdate();
    }
    return removed;
  }

  private Removed held(Domain domain, long first, long last) throws SQLException {
    count.setLong(1, id(domain, first));
    count.setLong(2, id(domain, last));
    try (ResultSet row = count.executeQuery()) {
      return row.next()
          ? new Removed(row.getLong(1), row.getLong(2), row.getLong(3))
          : Removed.NOTHING;
    }
  }

  /** The lowest batch held; {@code nextSequence} and no time when nothing is. */
  Oldest oldest(Domain domain, long nextSequence) throws SQLException {
    oldest.setLong(1, id(domain, 1));
    oldest.setLong(2, id(domain, SEQUENCE));
    try (ResultSet row = oldest.executeQuery()) {
      return row.next()
          ? new Oldest(row.getLong(1) & SEQUENCE, row.getLong(2))
          : new Oldest(nextSequence, 0);
    }
  }

  /** Batches with a sequence of at least {@code first} and at most {@code last}, oldest first. */
  List<StoredBatch> read(Domain domain, long first, long last, int limit) throws SQLException {
    after.setLong(1, id(domain, first));
    after.setLong(2, id(domain, Math.min(last, SEQUENCE)));
    after.setInt(3, limit);
    List<StoredBatch> found = new ArrayList<>();
    try (ResultSet rows = after.executeQuery()) {
      while (rows.next()) {
        found.add(
            new StoredBatch(
                domain,
                rows.getLong(1) & SEQUENCE,
                rows.getLong(2),
                rows.getInt(3),
                ByteString.copyFrom(rows.getBytes(4))));
      }
    }
    return found;
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void closeQuietly() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The reason for giving up on this file is already on its way.
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  private static long id(Domain domain, long sequence) {
    return ((long) domain.getNumber() << SHIFT) | (sequence & SEQUENCE);
  }

  record Identity(String gateway, long epoch) {}

  record Oldest(long sequence, long acceptedMs) {}

  record Removed(long batches, long readings, long bytes) {
    static final Removed NOTHING = new Removed(0, 0, 0);

    Removed plus(Removed other) {
      return new Removed(batches + other.batches, readings + other.readings, bytes + other.bytes);
    }
  }
}
