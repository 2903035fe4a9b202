package city.pulso.jobs.air.index;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comparison with the WHO global air quality guidelines of 2021: which level a mean keeps to. The
 * short-term levels are 99th percentiles: three or four days a year may be above.
 *
 * @param pollutant what
 * @param period over which time
 * @param level the guideline level (AQG), ug/m3
 * @param interim interim targets, the strictest first, ug/m3; empty where none is stated
 */
public record WhoGuideline(
    Pollutant pollutant, Period period, BigDecimal level, List<BigDecimal> interim) {

  /** Averaging times of the guidelines. */
  public enum Period {
    HOUR,
    EIGHT_HOURS,
    DAY,
    PEAK_SEASON,
    YEAR
  }

  /** Every level for the pollutants we measure (summary table of the guidelines). */
  public static final List<WhoGuideline> ALL =
      List.of(
          of(Pollutant.PM2_5, Period.YEAR, 5, 10, 15, 25, 35),
          new WhoGuideline(
              Pollutant.PM2_5,
              Period.DAY,
              new BigDecimal(15),
              List.of(
                  new BigDecimal(25),
                  new BigDecimal("37.5"),
                  new BigDecimal(50),
                  new BigDecimal(75))),
          of(Pollutant.PM10, Period.YEAR, 15, 20, 30, 50, 70),
          of(Pollutant.PM10, Period.DAY, 45, 50, 75, 100, 150),
          of(Pollutant.O3, Period.EIGHT_HOURS, 100, 120, 160),
          of(Pollutant.O3, Period.PEAK_SEASON, 60, 70, 100),
          of(Pollutant.NO2, Period.YEAR, 10, 20, 30, 40),
          of(Pollutant.NO2, Period.DAY, 25, 50, 120),
          of(Pollutant.NO2, Period.HOUR, 200),
          of(Pollutant.SO2, Period.DAY, 40, 50, 125),
          of(Pollutant.CO, Period.DAY, 4_000, 7_000),
          of(Pollutant.CO, Period.EIGHT_HOURS, 10_000),
          of(Pollutant.CO, Period.HOUR, 35_000));

  public WhoGuideline {
    interim = List.copyOf(interim);
  }

  /** The guideline for a pollutant and period; null where WHO states none. */
  public static @Nullable WhoGuideline of(Pollutant pollutant, Period period) {
    return ALL.stream()
        .filter(g -> g.pollutant == pollutant && g.period == period)
        .findFirst()
        .orElse(null);
  }

  /** The guideline for a mean over so many hours (1, 8, 24); null where WHO states none. */
  public static @Nullable WhoGuideline overHours(Pollutant pollutant, int hours) {
    return switch (hours) {
      case 1 -> of(pollutant, Period.HOUR);
      case 8 -> of(pollutant, Period.EIGHT_HOURS);
      case 24 -> of(pollutant, Period.DAY);
      default -> null;
    };
  }

  /**
   * The strictest level a mean keeps to: {@code AQG}, {@code IT4} … {@code IT1}, or {@code above}.
   * WHO numbers interim targets from the loosest (IT1) to the strictest.
   *
   * @param microgram mean over the period, ug/m3
   */
  public String met(BigDecimal microgram) {
    if (microgram.compareTo(level) <= 0) {
      return "AQG";
    }
    for (int i = 0; i < interim.size(); i++) {
      if (microgram.compareTo(interim.get(i)) <= 0) {
        return "IT" + (interim.size() - i);
      }
    }
    return "above";
  }

  /** How many times the guideline level a mean is, two decimals. */
  public BigDecimal times(BigDecimal microgram) {
    return microgram.divide(level, 2, RoundingMode.HALF_UP);
  }

  private static WhoGuideline of(Pollutant p, Period period, int level, int... interim) {
    return new WhoGuideline(
        p,
        period,
        BigDecimal.valueOf(level),
        java.util.Arrays.stream(interim).mapToObj(BigDecimal::valueOf).toList());
  }
}
