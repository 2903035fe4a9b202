package city.pulso.edge.spool;

import static city.pulso.edge.spool.Readings.reading;
import static city.pulso.edge.spool.Readings.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.TelemetryBatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OlderVersionTest {
  private static final SpoolConfig CONFIG = new SpoolConfig(1 << 20, Duration.ZERO, true);
  private static final List<String> VERSION_1 =
      List.of(
          "CREATE TABLE meta(key TEXT PRIMARY KEY, value)",
          "CREATE TABLE stream(domain INTEGER PRIMARY KEY,"
              + " next_sequence INTEGER NOT NULL, accepted INTEGER NOT NULL)",
          "CREATE TABLE batch(id INTEGER PRIMARY KEY, accepted_ms INTEGER NOT NULL,"
              + " readings INTEGER NOT NULL, bytes BLOB NOT NULL)",
          "CREATE VIEW batches AS SELECT id >> 56 AS domain,"
              + " id & 72057594037927935 AS sequence, accepted_ms, readings, length(bytes) AS size"
              + " FROM batch",
          "CREATE TABLE device(id TEXT PRIMARY KEY, last_seen_ms INTEGER NOT NULL,"
              + " accepted INTEGER NOT NULL) WITHOUT ROWID",
          "INSERT INTO meta(key, value) VALUES ('gateway', 'lima-01'), ('epoch', 4711)",
          "INSERT INTO stream(domain, next_sequence, accepted) VALUES (1, 8, 40)",
          "INSERT INTO device(id, last_seen_ms, accepted) VALUES ('air-1', 5000, 40)",
          "PRAGMA user_version = 1");
  private static final List<String> VERSION_2 =
      List.of(
          "CREATE TABLE meta(key TEXT PRIMARY KEY, value)",
          "CREATE TABLE stream(domain INTEGER PRIMARY KEY, next_sequence INTEGER NOT NULL,"
              + " accepted INTEGER NOT NULL, evicted INTEGER NOT NULL DEFAULT 0, crc INTEGER)",
          "CREATE TABLE batch(id INTEGER PRIMARY KEY, accepted_ms INTEGER NOT NULL,"
              + " readings INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER)",
          "CREATE VIEW batches AS SELECT id >> 56 AS domain,"
              + " id & 72057594037927935 AS sequence, accepted_ms, readings,"
              + " length(bytes) AS size FROM batch",
          "CREATE TABLE device(id TEXT PRIMARY KEY, last_seen_ms INTEGER NOT NULL,"
              + " accepted INTEGER NOT NULL, evicted INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
          "CREATE TABLE evicted(domain INTEGER NOT NULL, first INTEGER NOT NULL,"
              + " last INTEGER NOT NULL, PRIMARY KEY (domain, first)) WITHOUT ROWID",
          "INSERT INTO meta(key, value) VALUES ('gateway', 'lima-01'), ('epoch', 4711)",
          "INSERT INTO stream(domain, next_sequence, accepted, evicted) VALUES (1, 8, 40, 3)",
          "INSERT INTO device(id, last_seen_ms, accepted, evicted) VALUES ('air-1', 5000, 40, 3)",
          "PRAGMA user_version = 2");

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_file_of_an_older_version_goes_on_with_what_it_held(int version, @TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("spool.db");
    write(file, version == 1 ? VERSION_1 : VERSION_2);
    put(file, version > 1);
    int evicted = version == 1 ? 0 : 3; // nothing was given up before version 2
    for (int start = 0; start < 2; start++) {
      try (Spool spool = Spool.open(directory, CONFIG, "lima-01", Clock.systemUTC())) {
        assertThat(spool.counts().setAside()).isZero();
        assertThat(spool.epoch()).isEqualTo(4711);
        assertThat(spool.status(Domain.AIR).nextSequence()).isEqualTo(8 + start);
        assertThat(spool.status(Domain.AIR).accepted()).isEqualTo(40 + start);
        assertThat(spool.status(Domain.AIR).evicted()).isEqualTo(evicted);
        assertThat(spool.device("air-1").accepted()).isEqualTo(40 + start);
        List<StoredBatch> held = spool.after(Domain.AIR, 0, 10).get(60, TimeUnit.SECONDS);
        assertThat(held).hasSize(1 + start);
        assertThat(values(held.get(0))).containsExactly(3.5);
        List<Incoming> named = List.of(new Incoming(SpoolProcess.reading(9, 10), 77, ""));
        if (start == 0) {
          spool.append(Domain.AIR, List.of(reading(4.5))).get(60, TimeUnit.SECONDS);
          spool.store(Domain.HOMES, named).get(60, TimeUnit.SECONDS);
        }
        assertThat(spool.heard("device-1").has(named.get(0).name().orElseThrow())).isTrue();
      }
    }
  }

  @Test
  void a_newer_version_is_refused_by_name(@TempDir Path directory) throws Exception {
    write(directory.resolve("spool.db"), List.of("PRAGMA user_version = 4"));
    assertThatThrownBy(() -> Spool.open(directory, CONFIG, "lima-01", Clock.systemUTC()))
        .hasMessageContaining("version 4 is newer than 3");
  }

  private static void write(Path file, List<String> statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** A batch; version 1 knew no checksums. */
  private static void put(Path file, boolean withChecksum) throws Exception {
    byte[] bytes =
        TelemetryBatch.newBuilder()
            .setGateway("lima-01")
            .setDomain(Domain.AIR)
            .setEpoch(4711)
            .setSequence(7)
            .addReadings(reading(3.5))
            .build()
            .toByteArray();
    long id = SpoolFile.id(Domain.AIR, 7);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO batch VALUES (?, 5000, 1, ?" + (withChecksum ? ", ?)" : ")"))) {
      insert.setLong(1, id);
      insert.setBytes(2, bytes);
      if (withChecksum) {
        insert.setLong(3, SpoolFile.crc(id, bytes));
      }
      insert.executeUpdate();
    }
  }
}
