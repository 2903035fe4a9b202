package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.evaluation.VectorCheck.Tally;
import city.pulso.jobs.air.index.IncaPeru;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vectors of Peru's index: index and category of one concentration, in ug/m3. */
final class IncaVectors {
  private static final IncaPeru INCA = new IncaPeru();

  private IncaVectors() {}

  static void rows(Path file, Tally tally) throws IOException {
    Csv.read(
        file,
        cells -> {
          Map<String, @Nullable Object> expected = new HashMap<>();
          for (String column :
              new String[] {
                "averaging", "index_exact", "index", "category", "category_if_by_rounded_index"
              }) {
            String cell = cells.getOrDefault(column, "");
            if (!cell.isEmpty()) {
              expected.put(column, column.startsWith("index") ? Json.decimal(cell) : cell);
            }
          }
          tally.row(cells.getOrDefault("id", "?"), expected, e -> inca(cells));
        });
  }

  private static Map<String, @Nullable Object> inca(Map<String, String> cells) {
    Pollutant pollutant = UsVectors.pollutant(Json.text(cells, "pollutant"));
    BigDecimal microgram = Json.decimal(cells.get("concentration"));
    int index = INCA.index(pollutant, microgram);
    Map<String, @Nullable Object> got = new HashMap<>();
    got.put("averaging", INCA.averagingHours(pollutant) + "h");
    got.put("index_exact", INCA.exactIndex(pollutant, microgram));
    got.put("index", index);
    got.put("category", INCA.category(pollutant, microgram).key());
    got.put("category_if_by_rounded_index", INCA.categoryByIndex(pollutant, index).key());
    return got;
  }
}
