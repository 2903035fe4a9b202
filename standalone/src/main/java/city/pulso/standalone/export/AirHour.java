package city.pulso.standalone.export;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An hour of a station, as stored.
 *
 * @param start start of the hour
 * @param means hourly means by field of {@code air_hourly}; what is not there is not known
 * @param index null = no data
 * @param category of the index scheme, {@code no-data} without an index
 * @param scheme tag of the index scheme; empty = no index stored
 * @param readings readings received for the hour
 * @param flagged of them, those with a value that entered no mean
 * @param revision grows when late data changed the hour
 */
public record AirHour(
    Instant start,
    String district,
    String station,
    Map<String, Double> means,
    @Nullable Integer index,
    String category,
    String scheme,
    long readings,
    long flagged,
    long revision) {
  public AirHour {
    means = Map.copyOf(new TreeMap<>(means));
  }
}
