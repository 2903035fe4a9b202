package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What a spool's tables say of gateway, streams and devices; read once, at opening. */
final class StoredState {
  private final Connection connection;
  private final SpoolFile file;

  StoredState(Connection connection, SpoolFile file) {
    this.connection = connection;
    this.file = file;
  }

  /** The gateway and epoch the spool was made with. */
  record Identity(String gateway, long epoch) {}

  /**
   * The gateway and epoch the spool was made with; the given ones when it is new. Always commits
   * something, so a spool that is in use has a write-ahead log with at least one transaction.
   */
  Identity identity(String gateway, long newEpoch, long nowMs) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR IGNORE INTO meta(key, value) VALUES (?, ?)")) {
      put.setString(1, "gateway");
      put.setString(2, gateway);
      put.executeUpdate();
      put.setString(1, "epoch");
      put.setLong(2, newEpoch);
      put.executeUpdate();
      Identity stored = identity(gateway, newEpoch);
      put.setString(1, "crc");
      put.setLong(2, check(stored));
      put.executeUpdate();
    }
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO meta(key, value) VALUES ('opened_ms', ?)")) {
      put.setLong(1, nowMs);
      put.executeUpdate();
    }
    file.commit();
    return identity(gateway, newEpoch);
  }

  /** The gateway and epoch the spool was made with; the given ones where it does not say. */
  Identity identity(String gateway, long ifNone) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT key, value FROM meta")) {
      Identity identity = new Identity(gateway, ifNone);
      long crc = -1;
      while (rows.next()) {
        switch (rows.getString(1)) {
          case "gateway" -> identity = new Identity(rows.getString(2), identity.epoch());
          case "epoch" -> identity = new Identity(identity.gateway(), rows.getLong(2));
          case "crc" -> crc = rows.getLong(2);
          default -> {}
        }
      }
      if (crc != -1 && crc != check(identity)) {
        throw new DamageException("checksum of gateway and epoch");
      }
      return identity;
    }
  }

  private static long check(Identity identity) {
    return SpoolFile.crc(identity.epoch(), identity.gateway().getBytes(StandardCharsets.UTF_8));
  }

  /** State of every stream. Reads the whole index. */
  Map<Domain, StreamStatus> streams() throws SQLException {
    Map<Domain, StreamStatus> all = new EnumMap<>(Domain.class);
    for (Domain domain : Spool.DOMAINS) {
      all.put(domain, StreamStatus.EMPTY);
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT domain, next_sequence, accepted, evicted, crc FROM stream")) {
      while (rows.next()) {
        long crc = rows.getLong(5);
        if (!rows.wasNull()
            && crc
                != SpoolFile.check(
                    rows.getInt(1), rows.getLong(2), rows.getLong(3), rows.getLong(4))) {
          throw new DamageException("checksum of stream " + rows.getInt(1));
        }
        Domain domain = Domain.forNumber(rows.getInt(1));
        if (domain != null && all.containsKey(domain)) {
          SpoolFile.Removed held = file.held(domain);
          long next = rows.getLong(2);
          SpoolFile.Oldest first = file.oldest(domain, next);
          all.put(
              domain,
              new StreamStatus(
                  held.batches(),
                  held.bytes(),
                  held.readings(),
                  first.acceptedMs(),
                  first.sequence(),
                  next,
                  rows.getLong(3),
                  rows.getLong(4),
                  file.evictedRanges(domain)));
        }
      }
    }
    return all;
  }

  Map<String, DeviceCount> devices() throws SQLException {
    Map<String, DeviceCount> all = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id, last_seen_ms, accepted, evicted FROM device")) {
      while (rows.next()) {
        all.put(
            rows.getString(1), new DeviceCount(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
      }
    }
    return all;
  }
}
