package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.SequenceRange;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The SQLite file, version 3; docs/spool.md describes its tables. One thread at a time.
 *
 * <p>A batch's id is its domain's number in the highest byte and the sequence below it, so that one
 * tree serves for order and look-up. SQLite does not check what lies inside a value, so each batch
 * carries a CRC-32C over id and bytes, checked whenever it is read.
 */
class SpoolFile implements AutoCloseable {
  static final int PAGE_BYTES = 4096;

  /** Bytes of the log at which it is copied into the file; it keeps that size. */
  static final int LOG_BYTES = 1 << 20;

  /** What {@link #sealed} adds. */
  static final int SEAL_BYTES = Integer.BYTES;

  private static final int SHIFT = 56;
  private static final long SEQUENCE = (1L << SHIFT) - 1;

  private final Connection connection;
  private final StoredState state;
  private final PreparedStatement insert;
  private final PreparedStatement replace;
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
    config.setPageSize(PAGE_BYTES);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(
        synced ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.OFF);
    config.setBusyTimeout(5000);
    config.setJournalSizeLimit(LOG_BYTES);
    return config;
  }

  private SpoolFile(SQLiteConfig config, Path path, boolean make) throws SQLException {
    connection = config.createConnection("jdbc:sqlite:" + path);
    state = new StoredState(connection, this);
    try {
      if (make) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA wal_autocheckpoint = " + LOG_BYTES / PAGE_BYTES);
        }
      }
      SpoolSchema.check(connection);
      if (make) {
        SpoolSchema.create(connection);
      }
      connection.setAutoCommit(false);
      insert =
          prepare(
              "INSERT INTO batch(id, accepted_ms, readings, bytes, crc, names)"
                  + " VALUES (?, ?, ?, ?, ?, ?)");
      replace =
          prepare(
              "UPDATE batch SET accepted_ms = ?2, readings = ?3, bytes = ?4, crc = ?5, names = ?6"
                  + " WHERE id = ?1");
      delete = prepare("DELETE FROM batch WHERE id BETWEEN ? AND ?");
      count =
          prepare(
              "SELECT count(*), coalesce(sum(readings), 0), coalesce(sum(length(bytes)), 0)"
                  + " FROM batch WHERE id BETWEEN ? AND ?");
      after =
          prepare(
              "SELECT id, accepted_ms, readings, bytes, crc, names FROM batch WHERE id BETWEEN ? AND ?"
                  + " ORDER BY id LIMIT ?");
      oldest =
          prepare("SELECT id, accepted_ms FROM batch WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1");
      putStream =
          prepare(
              "INSERT OR REPLACE INTO stream(domain, next_sequence, accepted, evicted, crc)"
                  + " VALUES (?, ?, ?, ?, ?)");
      putDevice =
          prepare(
              "INSERT OR REPLACE INTO device(id, last_seen_ms, accepted, evicted, heard)"
                  + " VALUES (?, ?, ?, ?, ?)");
    } catch (SQLException e) {
      closeQuietly();
      throw e;
    }
  }

  /** What the tables say of gateway, streams and devices. */
  StoredState state() {
    return state;
  }

  /** What becomes of a log that was copied. */
  enum Log {
    FULL,
    TRUNCATE
  }

  /**
   * Copies the write-ahead log into the file and syncs it. What an earlier failed sync left in
   * doubt is written anew by this, so nothing rests on pages that only look written.
   *
   * @return false: a reader of another process held it up; nothing is wrong
   * @throws SQLException when it could not be written
   */
  boolean checkpoint(Log log) throws SQLException {
    connection.commit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + log + ")")) {
      return row.next() && row.getInt(1) == 0;
    } finally {
      connection.setAutoCommit(false);
    }
  }

  void insert(StoredBatch batch, byte @Nullable [] names) throws SQLException {
    put(insert, batch, names);
  }

  /** Writes a batch anew that is there already. */
  void replace(StoredBatch batch, byte @Nullable [] names) throws SQLException {
    put(replace, batch, names);
  }

  private static void put(PreparedStatement into, StoredBatch batch, byte @Nullable [] names)
      throws SQLException {
    long id = id(batch.domain(), batch.sequence());
    byte[] bytes = batch.bytes().toByteArray();
    into.setLong(1, id);
    into.setLong(2, batch.acceptedMs());
    into.setInt(3, batch.readings());
    into.setBytes(4, bytes);
    into.setLong(5, crc(id, bytes));
    into.setBytes(6, names);
    into.executeUpdate();
  }

  void putStream(Domain domain, StreamStatus stream) throws SQLException {
    putStream.setInt(1, domain.getNumber());
    putStream.setLong(2, stream.nextSequence());
    putStream.setLong(3, stream.accepted());
    putStream.setLong(4, stream.evicted());
    putStream.setLong(
        5, check(domain.getNumber(), stream.nextSequence(), stream.accepted(), stream.evicted()));
    putStream.executeUpdate();
  }

  void putDevice(String id, DeviceState device) throws SQLException {
    DeviceCount count = device.count();
    putDevice.setString(1, id);
    putDevice.setLong(2, count.lastSeenMs());
    putDevice.setLong(3, count.accepted());
    putDevice.setLong(4, count.evicted());
    putDevice.setBytes(5, device.heard() == Heard.NOTHING ? null : device.heard().toBytes());
    putDevice.executeUpdate();
  }

  void putEvictedRanges(Domain domain, List<SequenceRange> ranges) throws SQLException {
    try (PreparedStatement clear = prepare("DELETE FROM evicted WHERE domain = ?")) {
      clear.setInt(1, domain.getNumber());
      clear.executeUpdate();
    }
    try (PreparedStatement put =
        prepare("INSERT INTO evicted(domain, first, last) VALUES (?, ?, ?)")) {
      for (SequenceRange range : ranges) {
        put.setInt(1, domain.getNumber());
        put.setLong(2, range.getFirst());
        put.setLong(3, range.getLast());
        put.executeUpdate();
      }
    }
  }

  List<SequenceRange> evictedRanges(Domain domain) throws SQLException {
    List<SequenceRange> ranges = new ArrayList<>();
    try (PreparedStatement select =
        prepare("SELECT first, last FROM evicted WHERE domain = ? ORDER BY first")) {
      select.setInt(1, domain.getNumber());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ranges.add(
              SequenceRange.newBuilder()
                  .setFirst(rows.getLong(1))
                  .setLast(rows.getLong(2))
                  .build());
        }
      }
    }
    return ranges;
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

  Removed held(Domain domain) throws SQLException {
    return held(domain, 1, SEQUENCE);
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
    List<StoredBatch> found = new ArrayList<>();
    readNamed(domain, first, last, limit).forEach(each -> found.add(each.batch()));
    return found;
  }

  /** The same with what names their readings. */
  List<NamedBatch> readNamed(Domain domain, long first, long last, int limit) throws SQLException {
    after.setLong(1, id(domain, first));
    after.setLong(2, id(domain, Math.min(last, SEQUENCE)));
    after.setInt(3, limit);
    List<NamedBatch> found = new ArrayList<>();
    try (ResultSet rows = after.executeQuery()) {
      while (rows.next()) {
        long id = rows.getLong(1);
        byte[] bytes = rows.getBytes(4);
        long crc = rows.getLong(5);
        if (bytes == null || (!rows.wasNull() && crc != crc(id, bytes))) {
          throw new DamageException("checksum of batch " + (id & SEQUENCE) + " of " + domain);
        }
        StoredBatch batch =
            new StoredBatch(
                domain, id & SEQUENCE, rows.getLong(2), rows.getInt(3), ByteString.copyFrom(bytes));
        found.add(new NamedBatch(batch, rows.getBytes(6)));
      }
    }
    return found;
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // On a full disk SQLite may roll back by itself. JDBC does not know: without a new
      // transaction
      // each statement would become one of its own.
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN");
      }
    }
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

  static long id(Domain domain, long sequence) {
    return ((long) domain.getNumber() << SHIFT) | (sequence & SEQUENCE);
  }

  static long crc(long id, byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, id));
    crc.update(bytes);
    return crc.getValue();
  }

  /** CRC-32C over numbers that must not change by themselves. */
  static long check(long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
    for (long number : numbers) {
      bytes.putLong(number);
    }
    return crc(0, bytes.array());
  }

  /** The bytes so far and a CRC-32C over them, for which {@link #SEAL_BYTES} must be left. */
  static byte[] sealed(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().flip());
    bytes.putInt((int) crc.getValue()).flip();
    byte[] sealed = new byte[bytes.remaining()];
    bytes.get(sealed);
    return sealed;
  }

  /** The bytes without their CRC-32C; none when it is wrong. */
  static ByteBuffer unsealed(byte[] sealed) {
    int end = sealed.length - SEAL_BYTES;
    if (end < 0) {
      return ByteBuffer.allocate(0);
    }
    CRC32C crc = new CRC32C();
    crc.update(sealed, 0, end);
    boolean sound = ByteBuffer.wrap(sealed).getInt(end) == (int) crc.getValue();
    return ByteBuffer.wrap(sealed, 0, sound ? end : 0);
  }

  /**
   * A batch and its {@link Names}.
   *
   * @param names null: nothing names its readings
   */
  record NamedBatch(StoredBatch batch, byte @Nullable [] names) {}

  record Oldest(long sequence, long acceptedMs) {}

  record Removed(long batches, long readings, long bytes) {
    static final Removed NOTHING = new Removed(0, 0, 0);

    Removed plus(Removed other) {
      return new Removed(batches + other.batches, readings + other.readings, bytes + other.bytes);
    }
  }
}
