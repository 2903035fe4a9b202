package city.pulso.standalone.rows;

import city.pulso.schemas.Measurement;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a measurement, whatever keeps them. Blocking; any thread. A whole answer is held in
 * memory: ask for as much time as that allows.
 */
public interface StoredRows {
  /**
   * The store of a running city.
   *
   * @param store for example {@code http://127.0.0.1:9000}
   */
  static StoredRows embedded(URI store) {
    return new EmbeddedRows(store);
  }

  /**
   * An InfluxDB 1.x, 2.x or 3.x.
   *
   * @param database bucket with 2.x
   * @param authorization value of the header; empty = none is sent
   */
  static StoredRows influx(URI influx, String database, String authorization) {
    return new InfluxRows(influx, database, authorization);
  }

  /**
   * A row.
   *
   * @param values tags and fields by name; what is null in the store is not there
   */
  record Row(Instant time, Map<String, String> values) {
    public Row {
      values = Map.copyOf(values);
    }

    /** A tag or a field as text; empty if it is not there. */
    public String text(String name) {
      return values.getOrDefault(name, "");
    }

    /** A whole number; absent if it is not there. */
    public @Nullable Long wholeOrNull(String name) {
      String text = text(name);
      return text.isEmpty() ? null : (Long) Long.parseLong(text);
    }

    /** A whole number; 0 if it is not there. */
    public long whole(String name) {
      Long value = wholeOrNull(name);
      return value == null ? 0 : value;
    }
  }

  /**
   * Rows with {@code from <= time < to} whose tags have these values, oldest first.
   *
   * @throws IOException saying where, what happened, and what to do
   */
  List<Row> rows(Measurement measurement, Map<String, String> tags, Instant from, Instant to)
      throws IOException, InterruptedException;

  /**
   * The newest row whose tags have these values.
   *
   * @throws IOException saying where, what happened, and what to do
   */
  Optional<Row> newest(Measurement measurement, Map<String, String> tags)
      throws IOException, InterruptedException;
}
