package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointTest {
  private static final MeasurementSpec AIR =
      MeasurementSpec.named("air")
          .tag("district")
          .tag("station")
          .field("pm2_5", FieldType.FLOAT, "ug/m3")
          .field("count", FieldType.INTEGER, "1")
          .field("ok", FieldType.BOOLEAN, "")
          .field("note", FieldType.STRING, "")
          .build();

  @Test
  void a_point_is_one_line_in_the_order_of_the_declaration() {
    Point point =
        AIR.at(Instant.ofEpochMilli(1_700_000_000_123L))
            .field("note", "say \"hi\"")
            .field("count", 3)
            .field("ok", false)
            .field("pm2_5", 1e-7)
            .tag("station", "S 1")
            .tag("district", "a=b,c")
            .build();
    assertThat(point.line())
        .isEqualTo(
            "air,district=a\\=b\\,c,station=S\\ 1"
                + " pm2_5=1.0E-7,count=3i,ok=false,note=\"say \\\"hi\\\"\" 1700000000123");
  }

  @Test
  void fields_may_be_left_out_but_not_all_and_tags_never() {
    assertThat(complete().field("count", 1).build().line())
        .isEqualTo("air,district=d,station=s count=1i 0");
    assertThatThrownBy(() -> complete().build()).hasMessageContaining("one field at least");
    assertThatThrownBy(() -> AIR.at(0).tag("district", "d").field("count", 1).build())
        .hasMessageContaining("'station' is missing");
  }

  @Test
  void what_is_not_declared_cannot_be_built() {
    assertThatThrownBy(() -> complete().field("pm10", 1.0))
        .hasMessageContaining("'pm10' is not declared");
    assertThatThrownBy(() -> complete().tag("zone", "z"))
        .hasMessageContaining("'zone' is not declared");
    assertThatThrownBy(() -> complete().field("count", 1.0))
        .hasMessageContaining("INTEGER, not FLOAT");
    assertThatThrownBy(() -> complete().field("pm2_5", 1))
        .hasMessageContaining("FLOAT, not INTEGER");
    assertThatThrownBy(() -> complete().field("note", true))
        .hasMessageContaining("STRING, not BOOLEAN");
    assertThatThrownBy(() -> complete().field("ok", "true"))
        .hasMessageContaining("BOOLEAN, not STRING");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void what_no_store_keeps_is_refused(double value) {
    assertThatThrownBy(() -> complete().field("pm2_5", value)).hasMessageContaining("leave it out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\tb", "a\\", "\\,"})
  void tag_values_without_a_portable_spelling_are_refused(String value) {
    assertThatThrownBy(() -> AIR.at(0).tag("district", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("district");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "with space", "time", "ünï", "a,b"})
  void names_that_some_server_would_not_take_cannot_be_declared(String name) {
    assertThatThrownBy(() -> MeasurementSpec.named("m").field(name, FieldType.FLOAT, "1"))
        .hasMessageContaining("is not accepted");
  }

  @Test
  void a_name_is_declared_once() {
    assertThatThrownBy(
            () -> MeasurementSpec.named("m").tag("a").field("a", FieldType.FLOAT, "1").build())
        .hasMessageContaining("'a' is declared twice");
  }

  @Test
  void flink_carries_points_without_its_generic_serializer() throws Exception {
    TypeInformation<Point> type = TypeInformation.of(Point.class);
    assertThat(type).isEqualTo(new PointTypeInfo());
    var serializer = type.createSerializer(new SerializerConfigImpl());
    var out = new DataOutputSerializer(16);
    Point point = complete().field("note", "é😀\n").build();
    serializer.serialize(point, out);
    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(point);
    assertThat(serializer.snapshotConfiguration().restoreSerializer()).isEqualTo(serializer);
  }

  private static Point.Builder complete() {
    return AIR.at(0).tag("district", "d").tag("station", "s");
  }
}
