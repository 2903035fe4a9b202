package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.pollutant.GasUnits;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A recorded data set as samples per station, in order of time. Formats are the publishers' own;
 * defects come through unchanged.
 *
 * @param name for example {@code seoul}
 * @param rows lines of the file
 * @param intervalS distance of a healthy station's readings, seconds
 * @param stations samples by station
 */
record Recorded(String name, int rows, int intervalS, Map<String, List<AirSample>> stations) {
  static final String SEOUL = "seoul_2017-04-24_2017-05-14.csv.gz";
  static final String BEIJING = "beijing_2016-12-12_2016-12-25.csv.gz";
  static final String UNIT = "collocated_minute_unit%d_2019-08-01_2019-08-10.csv.gz";

  static final String REFERENCE = "collocated_reference_hourly_2019-08-01_2019-08-10.csv.gz";

  private static final int HOUR_S = 3_600;
  private static final int MINUTE_S = 60;

  /** Seoul, hourly, Korea time; a label is the start of its hour; gases in ppm, -1 = no value. */
  static Recorded seoul(Path directory) throws IOException {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy-MM-dd H:mm");
    Collector all = new Collector();
    Csv.read(
        directory.resolve(SEOUL),
        row -> {
          Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
          put(values, Quantity.SO2, thousandfold(row.get("so2_ppm")));
          put(values, Quantity.NO2, thousandfold(row.get("no2_ppm")));
          put(values, Quantity.O3, thousandfold(row.get("o3_ppm")));
          put(values, Quantity.CO, decimal(row.get("co_ppm")));
          put(values, Quantity.PM10, decimal(row.get("pm10_ugm3")));
          put(values, Quantity.PM2_5, decimal(row.get("pm25_ugm3")));
          long startMs = epochMs(row.get("measurement_time"), format, ZoneOffset.ofHours(9));
          all.add(row.get("station_code"), startMs, HOUR_S, values);
        });
    return all.recorded("seoul", HOUR_S);
  }

  /** Beijing, hourly, UTC+8; gases in ug/m3 at 0 degrees Celsius; missing = NA. */
  static Recorded beijing(Path directory) throws IOException {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy M d H");
    Collector all = new Collector();
    Csv.read(
        directory.resolve(BEIJING),
        row -> {
          Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
          put(values, Quantity.PM2_5, decimal(row.get("PM2.5")));
          put(values, Quantity.PM10, decimal(row.get("PM10")));
          put(values, Quantity.SO2, gas(Quantity.SO2, row.get("SO2")));
          put(values, Quantity.NO2, gas(Quantity.NO2, row.get("NO2")));
          put(values, Quantity.O3, gas(Quantity.O3, row.get("O3")));
          put(values, Quantity.CO, gas(Quantity.CO, row.get("CO")));
          put(values, Quantity.TEMPERATURE, decimal(row.get("TEMP")));
          put(values, Quantity.PRESSURE, decimal(row.get("PRES")));
          String label =
              String.join(" ", row.get("year"), row.get("month"), row.get("day"), row.get("hour"));
          long startMs = epochMs(label, format, ZoneOffset.ofHours(8));
          all.add(row.get("station"), startMs, HOUR_S, values);
        });
    return all.recorded("beijing", HOUR_S);
  }

  /** A low-cost unit, per minute, UTC-5; a label is the end of its minute. */
  static Recorded unit(Path directory, int unit) throws IOException {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("M/d/yyyy H:mm");
    Collector all = new Collector();
    Csv.read(
        directory.resolve(UNIT.formatted(unit)),
        row -> {
          Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
          put(values, Quantity.NO2, decimal(row.get("NO2 (ppb)")));
          put(values, Quantity.O3, decimal(row.get("O3 (ppb)")));
          put(values, Quantity.PM2_5, decimal(row.get("PM2.5 (µg/m³)")));
          put(values, Quantity.TEMPERATURE, decimal(row.get("TEMP (°C)")));
          put(values, Quantity.HUMIDITY, decimal(row.get("RH (%)")));
          long endMs = epochMs(row.get("Time"), format, ZoneOffset.ofHours(-5));
          all.add("unit" + unit, endMs - MINUTE_S * 1000L, MINUTE_S, values);
        });
    return all.recorded("collocated unit " + unit, MINUTE_S);
  }

  /**
   * Valid hourly values of the reference instruments beside the units, by start of the hour. QC
   * code 0 = valid.
   */
  static Map<Pollutant, Map<Long, BigDecimal>> reference(Path directory) throws IOException {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("M/d/yyyy H:mm");
    Map<String, Pollutant> names =
        Map.of("PM2.5-88101", Pollutant.PM2_5, "O3", Pollutant.O3, "NO2", Pollutant.NO2);
    Map<Pollutant, Map<Long, BigDecimal>> values = new EnumMap<>(Pollutant.class);
    Csv.read(
        directory.resolve(REFERENCE),
        row -> {
          Pollutant pollutant = names.get(row.getOrDefault("Param", ""));
          BigDecimal value = decimal(row.get("Value"));
          if (pollutant != null && value != null && "0".equals(row.get("QC Code"))) {
            String label = row.get("Date (UTC)") + " " + row.get("Time (UTC)");
            values
                .computeIfAbsent(pollutant, p -> new TreeMap<>())
                .put(epochMs(label, format, ZoneOffset.UTC), value);
          }
        });
    return values;
  }

  static long epochMs(@Nullable String label, DateTimeFormatter format, ZoneOffset offset) {
    return LocalDateTime.parse(String.valueOf(label), format).toInstant(offset).toEpochMilli();
  }

  static @Nullable BigDecimal decimal(@Nullable String cell) {
    return cell == null || cell.isEmpty() || cell.equals("NA") ? null : new BigDecimal(cell);
  }

  private static @Nullable BigDecimal thousandfold(@Nullable String cell) {
    BigDecimal value = decimal(cell);
    return value == null ? null : value.movePointRight(3);
  }

  private static @Nullable BigDecimal gas(Quantity quantity, @Nullable String cell) {
    BigDecimal value = decimal(cell);
    return value == null || quantity.pollutant() == null
        ? value
        : GasUnits.AT_0_CEL.fromMicrogram(quantity.pollutant(), value);
  }

  private static void put(
      Map<Quantity, Double> values, Quantity quantity, @Nullable BigDecimal value) {
    if (value != null) {
      values.put(quantity, value.doubleValue());
    }
  }

  /** Sorts what files hold in any order. */
  private static final class Collector {
    private final Map<String, TreeMap<Long, List<AirSample>>> byStation = new TreeMap<>();
    private int rows;

    void add(@Nullable String station, long startMs, int seconds, Map<Quantity, Double> values) {
      rows++;
      long endMs = startMs + Duration.ofSeconds(seconds).toMillis();
      byStation
          .computeIfAbsent(String.valueOf(station), s -> new TreeMap<>())
          .computeIfAbsent(endMs, t -> new ArrayList<>())
          .add(new AirSample(endMs, seconds, values));
    }

    Recorded recorded(String name, int intervalS) {
      Map<String, List<AirSample>> stations = new TreeMap<>();
      byStation.forEach(
          (station, byTime) ->
              stations.put(station, byTime.values().stream().flatMap(List::stream).toList()));
      return new Recorded(name, rows, intervalS, stations);
    }
  }
}
