package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.evaluation.VectorCheck.Tally;
import city.pulso.jobs.air.index.AirIndex;
import city.pulso.jobs.air.index.CaiKorea;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vectors of Korea's index: overall index with penalty, and the 24 h estimate of particles. */
final class CaiVectors {
  private CaiVectors() {}

  static void rows(Path file, Tally tally) throws IOException {
    Map<String, @Nullable Object> whole = Json.object(Json.read(file));
    for (Map<String, @Nullable Object> vector : Json.objects(whole.get("index"))) {
      tally.row(
          Json.text(vector, "id"),
          Json.object(vector.get("expected")),
          e -> index(Json.object(vector.get("inputs"))));
    }
    for (Map<String, @Nullable Object> vector : Json.objects(whole.get("estimate_24h"))) {
      tally.row(
          Json.text(vector, "id"),
          Json.object(vector.get("expected")),
          e -> estimate(Json.text(vector, "pollutant"), vector.get("hours_oldest_first")));
    }
  }

  private static Map<String, @Nullable Object> index(Map<String, @Nullable Object> inputs) {
    Map<Pollutant, BigDecimal> values = new EnumMap<>(Pollutant.class);
    inputs.forEach(
        (name, value) -> {
          if (value != null && !"-".equals(value)) {
            values.put(UsVectors.pollutant(name), Json.decimal(value));
          }
        });
    CaiKorea.Overall overall = CaiKorea.SINCE_2018.overall(values);
    AirIndex index = overall.index();
    boolean available = index.value() != null;
    Map<String, @Nullable Object> got = new HashMap<>();
    got.put("available", available);
    Map<String, Integer> subIndices = new HashMap<>();
    index.subIndices().forEach((pollutant, i) -> subIndices.put(UsVectors.name(pollutant), i));
    got.put("sub_indices", subIndices);
    if (available) {
      got.put("bad_count", overall.bad());
      got.put("penalty", overall.penalty());
      got.put("cai", index.value());
      got.put("grade", index.category().rank());
      got.put("main", index.responsible().stream().map(UsVectors::name).toList());
    }
    return got;
  }

  private static Map<String, @Nullable Object> estimate(String name, @Nullable Object hours) {
    CaiKorea.DayEstimate estimate =
        CaiKorea.DayEstimate.of(UsVectors.pollutant(name), Json.newestFirst(hours));
    Map<String, @Nullable Object> got = new HashMap<>();
    got.put("available", estimate != null);
    got.put("valid", estimate != null);
    if (estimate != null) {
      got.put("c12", estimate.c12());
      got.put("c4", estimate.c4());
      got.put("c24e", estimate.c24e());
      got.put("published", estimate.published());
    }
    return got;
  }
}
