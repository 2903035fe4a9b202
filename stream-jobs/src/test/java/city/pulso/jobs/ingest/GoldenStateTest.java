package city.pulso.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/**
 * Bytes that an earlier release wrote into its savepoints, one file per type and version: they are
 * read for ever. A new version adds files; {@code -Dpulso.golden.write=true} writes missing ones.
 */
class GoldenStateTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Assignment PLUG =
      new Assignment(Assignment.Kind.PLUG, "home-1", "", "d", "", 1.5, -2.5, "kettle", true, 0, 60);

  @Test
  void evidence_of_version_1_is_read() throws IOException {
    check("evidence-reading-v1", EvidenceSerializer.TYPE, reading());
    check(
        "evidence-heartbeat-v1",
        EvidenceSerializer.TYPE,
        Evidence.heartbeat("p", "gw-1", Domain.HOMES, 30, 20));
  }

  @Test
  void state_of_a_stream_of_version_1_is_read() throws IOException {
    StreamState state =
        new StreamState(
            List.of(
                new StreamState.Epoch(
                    77,
                    5,
                    new long[] {7, 9},
                    List.of(new StreamState.Held(7, new byte[] {1, 2, 3}))),
                new StreamState.Epoch(66, 40, new long[0], List.of())),
            48,
            3,
            2,
            1);
    check("stream-state-v1", StreamState.TYPE, state);
  }

  @Test
  void pulses_points_and_alerts_of_version_1_are_read() throws IOException {
    check(
        "gateway-pulse-v1",
        GatewayPulse.TYPE,
        new GatewayPulse(
            "gw-1",
            Domain.AIR,
            Heartbeat.newBuilder().setAgentTimeMs(30).setSpoolBatches(2).build(),
            10,
            1,
            2,
            1));
    check(
        "stored-point-v1",
        TypeInformation.of(StoredPoint.class),
        StoredPoint.of(Measurements.PARKING_BAY, 1_400_000_000_000L)
            .tag("district", "d")
            .tag("zone", "z")
            .tag("bay", "b")
            .text("state", "free")
            .whole("state_rank", 1)
            .build());
    check("alert-v1", AlertBook.TYPE, Alert.newBuilder().setId("k/s/1").setRevision(2).build());
  }

  @Test
  void a_serializer_is_restored_from_what_a_savepoint_keeps_of_it() throws Exception {
    for (TypeInformation<?> type :
        List.of(EvidenceSerializer.TYPE, StreamState.TYPE, AlertBook.TYPE)) {
      TypeSerializer<?> serializer = type.createSerializer(new SerializerConfigImpl());
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
      TypeSerializerSnapshot<?> read =
          TypeSerializerSnapshot.readVersionedSnapshot(
              new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
      assertThat(read.restoreSerializer()).isEqualTo(serializer);
    }
  }

  private static Evidence reading() {
    return Evidence.reading(Given.plug("p", 10, 2.5), "gw-1", Domain.HOMES).assigned(PLUG);
  }

  private static <T> void check(String name, TypeInformation<T> type, T value) throws IOException {
    TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
    Path file = GOLDEN.resolve(name + ".hex");
    if (Boolean.getBoolean("pulso.golden.write") && !Files.exists(file)) {
      DataOutputSerializer out = new DataOutputSerializer(256);
      serializer.serialize(value, out);
      Files.createDirectories(GOLDEN);
      Files.writeString(file, HexFormat.of().formatHex(out.getCopyOfBuffer()) + "\n");
    }
    byte[] golden =
        HexFormat.of().parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
    T read = serializer.deserialize(new DataInputDeserializer(golden));
    if (value instanceof StreamState) {
      assertThat(read).usingRecursiveComparison().isEqualTo(value); // arrays know no equality
    } else {
      assertThat(read).isEqualTo(value);
    }
  }
}
