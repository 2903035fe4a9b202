package city.pulso.jobs.air.index;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scheme says about one station and hour.
 *
 * @param value null: no data
 * @param category {@link IndexCategory#NO_DATA} exactly when there is no value
 * @param responsible every pollutant that reaches the value, in the order of {@link Pollutant}
 * @param subIndices index of each pollutant that has one
 * @param inputs concentration each sub-index rests on, in the unit and truncation of the scheme
 */
public record AirIndex(
    @Nullable Integer value,
    IndexCategory category,
    List<Pollutant> responsible,
    Map<Pollutant, Integer> subIndices,
    Map<Pollutant, BigDecimal> inputs) {

  /** Nothing to say. */
  public static final AirIndex NONE =
      new AirIndex(null, IndexCategory.NO_DATA, List.of(), Map.of(), Map.of());

  public AirIndex {
    responsible = List.copyOf(responsible);
    subIndices = ordered(subIndices);
    inputs = ordered(inputs);
  }

  /** Pollutants whose sub-index is the largest, in the order of {@link Pollutant}. */
  static List<Pollutant> reaching(int largest, Map<Pollutant, Integer> subIndices) {
    return subIndices.entrySet().stream()
        .filter(e -> e.getValue() == largest)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static <V> Map<Pollutant, V> ordered(Map<Pollutant, V> map) {
    Map<Pollutant, V> copy = new EnumMap<>(Pollutant.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
