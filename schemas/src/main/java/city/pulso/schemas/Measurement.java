package city.pulso.schemas;

import java.util.List;
import java.util.Optional;

/**
 * One InfluxDB measurement: its name, its tags (low-cardinality identity) and its fields of fixed
 * type. Points are idempotent: the same tags and timestamp always mean the same point, and a point
 * is always written whole.
 *
 * @param name for example {@code air_hourly}
 * @param meaning one sentence for the reader of {@code docs/influxdb-schema.md}
 * @param time what the timestamp of a point is
 * @param tags names of the tags, in order
 * @param fields the fields, in order
 */
public record Measurement(
    String name, String meaning, String time, List<String> tags, List<Field> fields) {

  /** Type of a field in the store; a field never changes its type. */
  public enum Type {
    FLOAT,
    INTEGER,
    BOOLEAN,
    STRING
  }

  /**
   * One field.
   *
   * @param unit UCUM unit, {@code ""} for text and truth values
   */
  public record Field(String name, Type type, String unit, String meaning) {}

  public Measurement {
    tags = List.copyOf(tags);
    fields = List.copyOf(fields);
  }

  /** The field of that name, empty if this measurement has none. */
  public Optional<Field> field(String fieldName) {
    return fields.stream().filter(f -> f.name().equals(fieldName)).findFirst();
  }

  static Field real(String name, String unit, String meaning) {
    return new Field(name, Type.FLOAT, unit, meaning);
  }

  static Field whole(String name, String unit, String meaning) {
    return new Field(name, Type.INTEGER, unit, meaning);
  }

  static Field flag(String name, String meaning) {
    return new Field(name, Type.BOOLEAN, "", meaning);
  }

  static Field text(String name, String meaning) {
    return new Field(name, Type.STRING, "", meaning);
  }
}
