package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.average.NowCast;
import city.pulso.jobs.air.evaluation.VectorCheck.Tally;
import city.pulso.jobs.air.index.AirIndex;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vectors of the US index: one row of the table, several pollutants at once, NowCast. */
final class UsVectors {
  private static final UsEpaAqi AQI = new UsEpaAqi();

  private UsVectors() {}

  static void rows(Path file, Tally tally) throws IOException {
    Csv.read(
        file,
        cells -> {
          Map<String, @Nullable Object> expected = new HashMap<>();
          expected.put("aqi", wholeOrNull(cells.getOrDefault("aqi", "")));
          expected.put("category", textOrNull(cells.getOrDefault("category", "")));
          tally.row(
              cells.getOrDefault("id", "?"),
              expected,
              e -> indexOf(row(Json.text(cells, "pollutant")), cells.get("concentration")));
        });
  }

  static void daily(Path file, Tally tally) throws IOException {
    for (Map<String, @Nullable Object> vector : Json.objects(Json.read(file))) {
      tally.row(
          Json.text(vector, "id"),
          Json.object(vector.get("expected")),
          e -> overall(Json.object(vector.get("inputs"))));
    }
  }

  static void nowCast(Path file, Tally tally) throws IOException {
    for (Map<String, @Nullable Object> vector : Json.objects(Json.read(file))) {
      tally.row(
          Json.text(vector, "id"),
          Json.object(vector.get("expected")),
          e -> nowCast(Json.text(vector, "pollutant"), vector.get("hours_oldest_first")));
    }
  }

  private static Map<String, @Nullable Object> nowCast(String name, @Nullable Object hours) {
    UsEpaAqi.Row row = row(name);
    NowCast nowCast = NowCast.particles(row.pollutant(), Json.newestFirst(hours));
    Map<String, @Nullable Object> got = new HashMap<>();
    got.put("valid", nowCast != null);
    if (nowCast != null) {
      got.put("weight", nowCast.weight());
      got.put("raw", nowCast.raw());
      got.put("nowcast", nowCast.value().toPlainString());
      got.putAll(indexOf(row, nowCast.value().toPlainString()));
    }
    return got;
  }

  private static Map<String, @Nullable Object> indexOf(
      UsEpaAqi.Row row, @Nullable String concentration) {
    Integer index = AQI.subIndex(row, Json.decimal(concentration));
    Map<String, @Nullable Object> got = new HashMap<>();
    got.put("aqi", index);
    got.put("category", index == null ? null : AQI.category(index).name());
    return got;
  }

  private static Map<String, @Nullable Object> overall(Map<String, @Nullable Object> inputs) {
    Map<UsEpaAqi.Row, BigDecimal> means = new EnumMap<>(UsEpaAqi.Row.class);
    inputs.forEach(
        (name, value) -> {
          if (value != null) {
            means.put(row(name), Json.decimal(value));
          }
        });
    AirIndex index = AQI.overall(means);
    Map<String, Integer> subIndices = new HashMap<>();
    index.subIndices().forEach((pollutant, i) -> subIndices.put(name(pollutant), i));
    List<String> responsible = index.responsible().stream().map(UsVectors::name).toList();
    Map<String, @Nullable Object> got = new HashMap<>();
    got.put("aqi", index.value());
    got.put("category", index.value() == null ? null : index.category().name());
    got.put("responsible", index.value() == null ? null : responsible);
    got.put("sub_indices", subIndices);
    return got;
  }

  /** Name of a pollutant in the vectors. */
  static String name(Pollutant pollutant) {
    return pollutant.name().replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** The pollutant of that name in the vectors. */
  static Pollutant pollutant(String name) {
    for (Pollutant pollutant : Pollutant.values()) {
      if (name(pollutant).equals(name)) {
        return pollutant;
      }
    }
    throw new IllegalArgumentException("pollutant '" + name + "' is not known");
  }

  private static UsEpaAqi.Row row(String name) {
    return switch (name) {
      case "pm25" -> UsEpaAqi.Row.PM2_5_24H;
      case "pm10" -> UsEpaAqi.Row.PM10_24H;
      case "o3_8h" -> UsEpaAqi.Row.O3_8H;
      case "o3_1h" -> UsEpaAqi.Row.O3_1H;
      case "co" -> UsEpaAqi.Row.CO_8H;
      case "so2_1h" -> UsEpaAqi.Row.SO2_1H;
      case "so2_24h" -> UsEpaAqi.Row.SO2_24H;
      case "no2" -> UsEpaAqi.Row.NO2_1H;
      default -> throw new IllegalArgumentException("pollutant '" + name + "' is not known");
    };
  }

  private static @Nullable Integer wholeOrNull(String cell) {
    return cell.isEmpty() ? null : (Integer) Integer.parseInt(cell);
  }

  private static @Nullable String textOrNull(String cell) {
    return cell.isEmpty() ? null : cell;
  }
}
