package city.pulso.jobs.air.index;

import static java.util.Objects.requireNonNull;

import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.pollutant.GasUnits;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Peru's Índice de Calidad del Aire. Source: R.M. 181-2016-MINAM: {@code INCA = C * 100 / S}, one
 * index per pollutant, C in ug/m3 (gases at 25 degrees Celsius and one atmosphere).
 *
 * <p>The category is taken from the concentration columns, because the rounded index contradicts
 * them (PM2.5 12.6, 25.1 and 125.1, PM10 251), and for SO2 the regulation's index column follows an
 * older divisor. A concentration between two rows of the table belongs to the higher one: the
 * cautious reading. The regulation defines no overall index; {@link #index} shows the pollutant in
 * the worst category.
 */
public final class IncaPeru implements IndexScheme {
  /** Tag of this scheme. */
  public static final String TAG = "pe-inca";

  private static final List<IndexCategory> CATEGORIES =
      List.of(
          new IndexCategory("buena", "Buena", 1, "#04FF00"),
          new IndexCategory("moderada", "Moderada", 2, "#FFFF00"),
          new IndexCategory("mala", "Mala", 3, "#F79645"),
          new IndexCategory("vuc", "Umbral de cuidado", 4, "#FF0000"));

  private static final BigDecimal HUNDRED = new BigDecimal(100);

  /**
   * One line of the regulation's table.
   *
   * @param hours averaging time
   * @param divisor S, ug/m3
   * @param ends upper ends of buena, moderada and mala, ug/m3
   * @param cautionAbove index above which the index column says "umbral de cuidado"
   */
  private record Line(int hours, BigDecimal divisor, List<BigDecimal> ends, int cautionAbove) {
    static Line of(int hours, int divisor, String good, int moderate, int bad, int cautionAbove) {
      return new Line(
          hours,
          BigDecimal.valueOf(divisor),
          List.of(new BigDecimal(good), BigDecimal.valueOf(moderate), BigDecimal.valueOf(bad)),
          cautionAbove);
    }
  }

  private static final Map<Pollutant, Line> TABLE =
      new EnumMap<>(
          Map.of(
              Pollutant.PM10, Line.of(24, 150, "75", 150, 250, 167),
              Pollutant.PM2_5, Line.of(24, 25, "12.5", 25, 125, 500),
              Pollutant.SO2, Line.of(24, 20, "10", 20, 500, 625),
              Pollutant.NO2, Line.of(1, 200, "100", 200, 300, 150),
              Pollutant.O3, Line.of(8, 120, "60", 120, 210, 175),
              Pollutant.CO, Line.of(8, 10_000, "5049", 10_049, 15_049, 150),
              Pollutant.H2S, Line.of(24, 150, "75", 150, 1_500, 1_000)));

  @Override
  public String tag() {
    return TAG;
  }

  @Override
  public List<IndexCategory> categories() {
    return CATEGORIES;
  }

  @Override
  public Set<Pollutant> pollutants() {
    return TABLE.keySet();
  }

  @Override
  public AirIndex index(RecentHours hours) {
    Map<Pollutant, BigDecimal> means = new EnumMap<>(Pollutant.class);
    TABLE.forEach(
        (pollutant, line) -> {
          BigDecimal mean =
              line.hours == 1 ? hours.at(pollutant, 0) : hours.mean(pollutant, line.hours);
          if (mean != null) {
            means.put(pollutant, GasUnits.AT_25_CEL.toMicrogram(pollutant, mean));
          }
        });
    return worst(means);
  }

  /**
   * The pollutant in the worst category; within one category the largest index.
   *
   * @param means ug/m3 by pollutant, each over its own averaging time
   */
  public AirIndex worst(Map<Pollutant, BigDecimal> means) {
    Map<Pollutant, Integer> subIndices = new EnumMap<>(Pollutant.class);
    means.forEach((pollutant, mean) -> subIndices.put(pollutant, index(pollutant, mean)));
    IndexCategory worst =
        means.entrySet().stream()
            .map(e -> category(e.getKey(), e.getValue()))
            .max(Comparator.comparingInt(IndexCategory::rank))
            .orElse(null);
    if (worst == null) {
      return AirIndex.NONE;
    }
    Map<Pollutant, Integer> inWorst = new EnumMap<>(Pollutant.class);
    means.forEach(
        (pollutant, mean) -> {
          if (category(pollutant, mean).equals(worst)) {
            inWorst.put(pollutant, requireNonNull(subIndices.get(pollutant)));
          }
        });
    int largest = inWorst.values().stream().mapToInt(i -> i).max().orElseThrow();
    return new AirIndex(largest, worst, AirIndex.reaching(largest, inWorst), subIndices, means);
  }

  /** {@code C * 100 / S}, not rounded beyond nine decimals; C in ug/m3, below zero = zero. */
  public BigDecimal exactIndex(Pollutant pollutant, BigDecimal microgram) {
    return product(microgram).divide(line(pollutant).divisor, 9, RoundingMode.HALF_UP);
  }

  /** The index as shown: rounded half up. */
  public int index(Pollutant pollutant, BigDecimal microgram) {
    return product(microgram)
        .divide(line(pollutant).divisor, 0, RoundingMode.HALF_UP)
        .intValueExact();
  }

  /** Category by the concentration columns. */
  public IndexCategory category(Pollutant pollutant, BigDecimal microgram) {
    int rank = 0;
    for (BigDecimal end : line(pollutant).ends) {
      rank += microgram.compareTo(end) > 0 ? 1 : 0;
    }
    return CATEGORIES.get(rank);
  }

  /** What the index column alone would say: for comparison with other publishers only. */
  public IndexCategory categoryByIndex(Pollutant pollutant, int index) {
    int rank = 0;
    for (int end : new int[] {50, 100, line(pollutant).cautionAbove}) {
      rank += index > end ? 1 : 0;
    }
    return CATEGORIES.get(rank);
  }

  /** Averaging time of a pollutant, hours. */
  public int averagingHours(Pollutant pollutant) {
    return line(pollutant).hours;
  }

  private static BigDecimal product(BigDecimal microgram) {
    return microgram.max(BigDecimal.ZERO).multiply(HUNDRED);
  }

  private static Line line(Pollutant pollutant) {
    return requireNonNull(TABLE.get(pollutant));
  }
}
