package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Points in the state of a released version stay readable. */
class PointSerializerTest {
  private static final Point POINT =
      MeasurementSpec.named("air")
          .tag("station")
          .field("pm", FieldType.FLOAT, "ug/m3")
          .field("n", FieldType.INTEGER, "1")
          .build()
          .at(1_700_000_000_123L)
          .tag("station", "Unión")
          .field("pm", 1.5)
          .field("n", 3)
          .build();

  @Test
  void a_point_of_version_1_is_still_read() throws Exception {
    assertThat(PointSerializer.INSTANCE.deserialize(new DataInputDeserializer(golden("point-v1"))))
        .isEqualTo(POINT);
  }

  @Test
  void what_is_written_today_is_the_golden_file() throws Exception {
    var out = new DataOutputSerializer(64);
    PointSerializer.INSTANCE.serialize(POINT, out);
    assertThat(out.getCopyOfBuffer()).isEqualTo(golden("point-v1"));
  }

  @Test
  void the_serializer_of_a_savepoint_of_version_1_is_found() throws Exception {
    TypeSerializerSnapshot<Point> snapshot =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(golden("point-snapshot-v1")), getClass().getClassLoader());
    assertThat(snapshot.restoreSerializer()).isInstanceOf(PointSerializer.class);
  }

  @Test
  void what_savepoints_remember_today_is_the_golden_file() throws Exception {
    var out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(
        out, PointSerializer.INSTANCE.snapshotConfiguration());
    assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer()))
        .isEqualTo(HexFormat.of().formatHex(golden("point-snapshot-v1")));
  }

  private static byte[] golden(String name) throws Exception {
    try (InputStream in =
        PointSerializerTest.class.getResourceAsStream("/golden/" + name + ".bin")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
