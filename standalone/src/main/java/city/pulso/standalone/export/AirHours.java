package city.pulso.standalone.export;

import city.pulso.schemas.Measurements;
import city.pulso.standalone.rows.StoredRows;
import city.pulso.standalone.rows.StoredRows.Row;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hourly means with the index of the same hour. */
public final class AirHours {
  /** Fields of {@code air_hourly} that are means, in the order they are written. */
  public static final List<String> MEANS =
      List.of("pm2_5_ugm3", "pm10_ugm3", "o3_ppb", "no2_ppb", "so2_ppb", "co_ppm");

  private final StoredRows store;

  public AirHours(StoredRows store) {
    this.store = store;
  }

  /**
   * Hours with {@code from <= start < to}, by time, then station.
   *
   * @param stations ids; empty = all
   */
  public List<AirHour> between(Instant from, Instant to, Set<String> stations)
      throws IOException, InterruptedException {
    Map<String, Row> indices = new HashMap<>();
    for (Row index : store.rows(Measurements.AIR_INDEX, Map.of(), from, to)) {
      indices.put(key(index), index);
    }
    List<AirHour> hours = new ArrayList<>();
    for (Row hour : store.rows(Measurements.AIR_HOURLY, Map.of(), from, to)) {
      if (stations.isEmpty() || stations.contains(hour.text("station"))) {
        hours.add(hour(hour, indices.get(key(hour))));
      }
    }
    hours.sort(Comparator.comparing(AirHour::start).thenComparing(AirHour::station));
    return hours;
  }

  private static AirHour hour(Row hour, @Nullable Row index) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (String field : MEANS) {
      if (!hour.text(field).isEmpty()) {
        means.put(field, Double.valueOf(hour.text(field)));
      }
    }
    String aqi = index == null ? "" : index.text("aqi");
    return new AirHour(
        hour.time(),
        hour.text("district"),
        hour.text("station"),
        means,
        aqi.isEmpty() ? null : Integer.valueOf(aqi),
        index == null || index.text("category").isEmpty() ? "no-data" : index.text("category"),
        index == null ? "" : index.text("scheme"),
        hour.whole("readings"),
        hour.whole("flagged"),
        hour.whole("revision"));
  }

  private static String key(Row row) {
    return row.time() + " " + row.text("station");
  }
}
