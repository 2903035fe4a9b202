package city.pulso.standalone.rows;

import city.pulso.schemas.Measurement;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one measurement, oldest first. Blocking; any thread, one at a time. A whole answer is
 * held in memory: ask for as much time as that allows.
 */
public interface StoredRows {
  /** The embedded store of a city that runs, by its HTTP address. */
  static StoredRows embedded(URI url) {
    return new QuestDbRows(url);
  }

  /**
   * An InfluxDB 1.x, 2.x or 3.x, by InfluxQL.
   *
   * @param database name of the database or bucket
   * @param tokenFile file that holds the token; empty: none is sent
   */
  static StoredRows influx(URI url, String database, Optional<Path> tokenFile) {
    return new InfluxRows(url, database, tokenFile);
  }

  /**
   * Rows whose tags have these values.
   *
   * @param from event time, included
   * @param to event time, excluded
   * @throws IOException with the address and what it answered, if there is no answer or an error
   */
  List<Row> rows(Measurement measurement, Map<String, String> tags, Instant from, Instant to)
      throws IOException, InterruptedException;

  /** The newest row whose tags have these values. */
  Optional<Row> newest(Measurement measurement, Map<String, String> tags)
      throws IOException, InterruptedException;

  /**
   * One stored point.
   *
   * @param time event time
   * @param values tags and fields by name: String, Long, Double; absent ones left out
   */
  record Row(Instant time, Map<String, Object> values) {
    /** A tag or a text, empty if absent. */
    public String text(String name) {
      Object value = values.get(name);
      return value == null ? "" : value.toString();
    }

    /** A number, 0 if absent. */
    public long whole(String name) {
      Long value = wholeOrNull(name);
      return value == null ? 0 : value;
    }

    /** A number; absent: not stored. */
    public @Nullable Long wholeOrNull(String name) {
      return values.get(name) instanceof Number number ? (Long) number.longValue() : null;
    }
  }
}
