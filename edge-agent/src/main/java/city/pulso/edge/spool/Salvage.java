package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over into a new spool, with a new epoch, what can be read of a damaged one: every batch
 * that proves itself, in its order, with the name it had before, so that whoever has seen it under
 * that name counts it once. Heartbeats are left out, for they would prove that nothing is missing.
 * Which readings were heard is forgotten: a lost one must be welcome when its device sends it
 * again.
 */
final class Salvage {
  private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);
  private static final int GROUP = 64;

  private final SpoolFile into;
  private final String gateway;
  private final long epoch;
  private final Map<Domain, StreamStatus> streams = new EnumMap<>(Domain.class);
  private final Map<String, DeviceCount> devices = new HashMap<>();

  Salvage(SpoolFile into, String gateway, long epoch) {
    this.into = into;
    this.gateway = gateway;
    this.epoch = epoch;
  }

  /** What was found. */
  record Found(long batches, long readings) {}

  /** Takes everything over and commits it. */
  Found from(Path file, Path log, long nowMs) throws IOException, SQLException {
    into.state().identity(gateway, epoch, nowMs);
    rememberDevices(file);
    long batches = 0;
    long readings = 0;
    try (PageScan scan = new PageScan(file, log, gateway)) {
      for (PageScan.Place place : scan.batches().values()) {
        StoredBatch found = scan.read(place).orElse(null);
        StoredBatch renamed = found == null ? null : renamed(found);
        if (renamed != null) {
          into.insert(renamed, null);
          note(renamed);
          readings += renamed.readings();
          if (++batches % GROUP == 0) {
            into.commit();
          }
        }
      }
    }
    for (Map.Entry<Domain, StreamStatus> stream : streams.entrySet()) {
      into.putStream(stream.getKey(), stream.getValue());
    }
    for (Map.Entry<String, DeviceCount> device : devices.entrySet()) {
      into.putDevice(device.getKey(), new DeviceState(device.getValue(), Heard.NOTHING));
    }
    into.commit();
    return new Found(batches, readings);
  }

  private @Nullable StoredBatch renamed(StoredBatch found) throws InvalidProtocolBufferException {
    TelemetryBatch old = TelemetryBatch.parseFrom(found.bytes());
    TelemetryBatch.Builder batch = old.toBuilder().clearReadings();
    for (Reading reading : old.getReadingsList()) {
      if (!reading.hasHeartbeat()) {
        batch.addReadings(reading);
      }
    }
    if (batch.getReadingsCount() == 0) {
      return null;
    }
    if (old.getSalvagedEpoch() == 0) {
      batch.setSalvagedEpoch(old.getEpoch()).setSalvagedSequence(old.getSequence());
    }
    StreamStatus stream = streams.getOrDefault(found.domain(), StreamStatus.EMPTY);
    return StoredBatch.of(
        batch.setEpoch(epoch).setSequence(stream.nextSequence()).build(), found.acceptedMs());
  }

  private void note(StoredBatch batch) throws InvalidProtocolBufferException {
    StreamStatus before = streams.getOrDefault(batch.domain(), StreamStatus.EMPTY);
    streams.put(
        batch.domain(), before.with(1, batch.bytes().size(), batch.readings(), batch.acceptedMs()));
    for (Reading reading : TelemetryBatch.parseFrom(batch.bytes()).getReadingsList()) {
      DeviceCount count = devices.getOrDefault(reading.getDevice(), DeviceCount.NEVER);
      devices.put(
          reading.getDevice(),
          new DeviceCount(
              Math.max(count.lastSeenMs(), reading.getAcceptedAtMs()),
              count.accepted() + 1,
              count.evicted()));
    }
  }

  /** When each device was last heard, if the file still says so: nobody is called silent for it. */
  private void rememberDevices(Path file) {
    String url = "jdbc:sqlite:file:" + file.toUri().getRawPath() + "?immutable=1";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, last_seen_ms FROM device")) {
      while (rows.next()) {
        devices.put(rows.getString(1), new DeviceCount(rows.getLong(2), 0, 0));
      }
    } catch (SQLException e) {
      LOG.warn(
          "{}: when devices were last heard cannot be read any more: {}", file, e.getMessage());
    }
  }
}
