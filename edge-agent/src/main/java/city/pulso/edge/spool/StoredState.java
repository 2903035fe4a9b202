package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a spool's tables say of gateway, streams and devices; read once, at opening. */
final class StoredState {
  private static final int PAGE = 64;

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

  /**
   * Streams and devices as of the last commit.
   *
   * @param unwritten devices of which the table does not say that yet
   */
  record State(
      Map<Domain, StreamStatus> streams, Map<String, DeviceState> devices, Set<String> unwritten) {
    static final State NONE = new State(Map.of(), Map.of(), Set.of());
  }

  /**
   * What the tables say, and what the batches that were stored since they were written add to that.
   * Reads the whole index.
   */
  State state() throws SQLException {
    Map<Domain, StreamStatus> streams = streams();
    Map<String, DeviceState> devices = devices();
    Set<String> unwritten = new HashSet<>();
    for (Domain domain : Spool.DOMAINS) {
      StreamStatus stream = streams.getOrDefault(domain, StreamStatus.EMPTY);
      long next = stream.nextSequence();
      long accepted = stream.accepted();
      List<SpoolFile.NamedBatch> page;
      do {
        page = file.readNamed(domain, next, Long.MAX_VALUE, PAGE);
        for (SpoolFile.NamedBatch each : page) {
          next = each.batch().sequence() + 1;
          accepted += each.batch().readings();
          unwritten.addAll(count(each, devices));
        }
      } while (!page.isEmpty());
      streams.put(domain, held(domain, next, accepted, stream));
    }
    return new State(streams, devices, unwritten);
  }

  private StreamStatus held(Domain domain, long next, long accepted, StreamStatus written)
      throws SQLException {
    SpoolFile.Removed held = file.held(domain);
    SpoolFile.Oldest first = file.oldest(domain, next);
    return new StreamStatus(
        held.batches(),
        held.bytes(),
        held.readings(),
        first.acceptedMs(),
        first.sequence(),
        next,
        accepted,
        written.evicted(),
        file.evictedRanges(domain));
  }

  /** Counts a batch and returns its devices. */
  private static Set<String> count(SpoolFile.NamedBatch stored, Map<String, DeviceState> devices)
      throws SQLException {
    Names names = Names.of(stored.names());
    Set<String> counted = new HashSet<>();
    try {
      List<Reading> readings = TelemetryBatch.parseFrom(stored.batch().bytes()).getReadingsList();
      for (int i = 0; i < readings.size(); i++) {
        Reading reading = readings.get(i);
        if (!reading.hasHeartbeat()) {
          counted.add(reading.getDevice());
          DeviceState before = devices.getOrDefault(reading.getDevice(), DeviceState.NEVER);
          devices.put(
              reading.getDevice(),
              before.with(reading.getAcceptedAtMs(), names.heard(before.heard(), i, reading)));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new DamageException("batch " + stored.batch().sequence() + ": " + e.getMessage());
    }
    return counted;
  }

  /** What the table says of each stream. */
  private Map<Domain, StreamStatus> streams() throws SQLException {
    Map<Domain, StreamStatus> all = new EnumMap<>(Domain.class);
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
        if (domain != null && Spool.DOMAINS.contains(domain)) {
          long next = rows.getLong(2);
          all.put(
              domain,
              new StreamStatus(
                  0, 0, 0, 0, next, next, rows.getLong(3), rows.getLong(4), List.of()));
        }
      }
    }
    return all;
  }

  /** What the table says of each device. */
  private Map<String, DeviceState> devices() throws SQLException {
    Map<String, DeviceState> all = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id, last_seen_ms, accepted, evicted, heard FROM device")) {
      while (rows.next()) {
        byte[] heard = rows.getBytes(5);
        all.put(
            rows.getString(1),
            new DeviceState(
                new DeviceCount(rows.getLong(2), rows.getLong(3), rows.getLong(4)),
                heard == null ? Heard.NOTHING : Heard.of(heard)));
      }
    }
    return all;
  }
}
