package city.pulso.standalone.export;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Rows of a measurement, whatever keeps them. */
public interface StoredRows {
  /**
   * A row.
   *
   * @param values tags and fields by name; what is null in the store is not there
   */
  record Row(Instant time, Map<String, String> values) {
    public Row {
      values = Map.copyOf(values);
    }

    String text(String name) {
      return values.getOrDefault(name, "");
    }
  }

  /**
   * All rows with {@code from <= time < to}.
   *
   * @throws IOException saying where, what happened, and what to do
   */
  List<Row> rows(String measurement, Instant from, Instant to)
      throws IOException, InterruptedException;
}
