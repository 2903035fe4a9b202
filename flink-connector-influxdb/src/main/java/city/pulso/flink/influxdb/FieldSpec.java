package city.pulso.flink.influxdb;

import java.io.Serializable;
import java.util.Objects;

/**
 * One declared field.
 *
 * @param unit UCUM unit, {@code ""} for text and truth values
 */
public record FieldSpec(String name, FieldType type, String unit) implements Serializable {
  public FieldSpec {
    LineProtocol.checkName("field", name);
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(unit, "unit");
  }
}
