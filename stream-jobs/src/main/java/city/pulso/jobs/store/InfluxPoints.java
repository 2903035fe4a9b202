package city.pulso.jobs.store;

import city.pulso.flink.influxdb.FieldType;
import city.pulso.flink.influxdb.MeasurementSpec;
import city.pulso.flink.influxdb.Point;
import city.pulso.flink.influxdb.PointConverter;
import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** From our points to those of the InfluxDB connector. Stateless. */
public final class InfluxPoints implements PointConverter<StoredPoint> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, MeasurementSpec> SPECS =
      Measurements.ALL.stream()
          .map(InfluxPoints::spec)
          .collect(Collectors.toUnmodifiableMap(MeasurementSpec::name, Function.identity()));

  /** The connector's declaration of a measurement. */
  public static MeasurementSpec spec(Measurement measurement) {
    MeasurementSpec.Builder spec = MeasurementSpec.named(measurement.name());
    measurement.tags().forEach(spec::tag);
    for (Measurement.Field field : measurement.fields()) {
      spec.field(field.name(), FieldType.valueOf(field.type().name()), field.unit());
    }
    return spec.build();
  }

  @Override
  public void convert(StoredPoint point, Consumer<Point> points) {
    Measurement measurement = point.measurement();
    MeasurementSpec spec = SPECS.get(measurement.name());
    if (spec == null) {
      throw new IllegalArgumentException(measurement.name() + " is not declared");
    }
    Point.Builder builder = spec.at(point.timeMs());
    for (int i = 0; i < measurement.tags().size(); i++) {
      builder.tag(measurement.tags().get(i), point.tag(i));
    }
    List<Measurement.Field> fields = measurement.fields();
    for (int i = 0; i < fields.size(); i++) {
      Object value = point.field(i);
      if (value != null) {
        set(builder, fields.get(i).name(), value);
      }
    }
    points.accept(builder.build());
  }

  private static void set(Point.Builder builder, String name, Object value) {
    if (value instanceof Double real) {
      builder.field(name, real.doubleValue());
    } else if (value instanceof Long whole) {
      builder.field(name, whole.longValue());
    } else if (value instanceof Boolean flag) {
      builder.field(name, flag.booleanValue());
    } else {
      builder.field(name, (String) value);
    }
  }
}
