package city.pulso.grafana;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.util.Locale;

/** Writes {@code docs/influxdb-schema.md} from the declared measurements. */
final class SchemaPage {
  private SchemaPage() {}

  static String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # What Pulso writes to the store

        Generated from `city.pulso.schemas.Measurements`; a test fails when this page is not current.

        - A point's timestamp is event time, never the time of arrival: the same tags and timestamp always mean the
          same point, so writing it again changes nothing.
        - A point is always written whole. A field without a value is absent, which means "not reported" or "no data",
          never zero.
        - Tags are low-cardinality identity; everything else is a field. A field never changes its type.
        - Homes appear by pseudonym only. Units are UCUM.

        | measurement | what it holds |
        |---|---|
        """);
    for (Measurement measurement : Measurements.ALL) {
      page.append(
          "| [`%1$s`](#%1$s) | %2$s |%n".formatted(measurement.name(), measurement.meaning()));
    }
    Measurements.ALL.forEach(measurement -> append(page, measurement));
    return page.toString().replace(System.lineSeparator(), "\n");
  }

  private static void append(StringBuilder page, Measurement measurement) {
    page.append("%n## %s%n%n%s%n%n".formatted(measurement.name(), measurement.meaning()));
    page.append(
        "Timestamp: %s. Tags: `%s`.%n%n"
            .formatted(measurement.time(), String.join("`, `", measurement.tags())));
    page.append("| field | type | unit | meaning |%n|---|---|---|---|%n".formatted());
    for (Measurement.Field field : measurement.fields()) {
      page.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(
                  field.name(),
                  field.type().name().toLowerCase(Locale.ROOT),
                  field.unit().isEmpty() ? "" : "`" + field.unit() + "`",
                  field.meaning()));
    }
  }
}
