package city.pulso.standalone.store;

import city.pulso.schemas.Measurement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a measurement looks as a QuestDB table. */
final class Tables {
  /** Name of the designated timestamp, as InfluxQL calls it. */
  static final String TIME = "time";

  /** Measurements with so few points that a day would be a waste of files. */
  private static final Set<String> SPARSE =
      Set.of("air_hourly", "air_index", "air_exposure", "alerts");

  private Tables() {}

  /**
   * Makes the table unless it exists. One row per time and tags: a point written again replaces the
   * row, whole.
   */
  static String create(Measurement measurement) {
    String columns =
        Stream.of(
                Stream.of(TIME + " TIMESTAMP"),
                measurement.tags().stream().map(tag -> tag + " SYMBOL"),
                measurement.fields().stream()
                    .map(field -> field.name() + " " + column(field.type())))
            .flatMap(part -> part)
            .collect(Collectors.joining(", "));
    String keys =
        Stream.concat(Stream.of(TIME), measurement.tags().stream())
            .collect(Collectors.joining(", "));
    return "CREATE TABLE IF NOT EXISTS %s (%s) TIMESTAMP(%s) PARTITION BY %s WAL DEDUP UPSERT KEYS(%s)"
        .formatted(
            measurement.name(),
            columns,
            TIME,
            SPARSE.contains(measurement.name()) ? "MONTH" : "DAY",
            keys);
  }

  /** A field that was added to a measurement after its table was made. */
  static String addColumn(Measurement measurement, Measurement.Field field) {
    return "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s"
        .formatted(measurement.name(), field.name(), column(field.type()));
  }

  private static String column(Measurement.Type type) {
    return switch (type) {
      case FLOAT -> "DOUBLE";
      case INTEGER -> "LONG";
      // QuestDB has no null of type BOOLEAN: what nobody reported would read as false.
      case BOOLEAN -> "INT";
      case STRING -> "VARCHAR";
    };
  }
}
