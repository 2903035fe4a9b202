package city.pulso.jobs.air.average;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * NowCast of the US EPA: a weighted mean of the newest hours that stands in for the 24 h mean and
 * follows fast changes.
 *
 * <p>Particles: twelve hours, {@code w = 1 - (max - min) / max} clamped to [0.5, 1], result {@code
 * sum(w^i c_i) / sum(w^i)} where i is the <em>age in hours</em>, so a missing hour leaves a hole in
 * both sums. Reportable when two of the three newest hours are there. Source: "PM NowCast" fact
 * sheet (nepis.epa.gov, P100X0J6); AirNow forum thread 171.
 *
 * <p>The weight is a fraction of two decimals ({@code min / max}), so both sums are formed without
 * any rounding by multiplying through with powers of the denominator; only the last division is cut
 * off. Twelve times 9.1 is 9.1, not 9.0999….
 *
 * @param weight w after clamping, rounded to 10 digits, for showing
 * @param raw the weighted mean before truncation, 16 digits, for showing
 * @param value truncated as the AQI table wants it: 0.1 ug/m3 for PM2.5, 1 ug/m3 for PM10
 */
public record NowCast(BigDecimal weight, BigDecimal raw, BigDecimal value) {
  /** Hours the particle NowCast looks back. */
  public static final int HOURS = 12;

  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal TWO = new BigDecimal(2);
  private static final int NEWEST = 3;
  private static final int NEEDED_OF_NEWEST = 2;
  private static final BigDecimal OZONE_SLOPE = new BigDecimal("0.85");
  private static final BigDecimal OZONE_OFFSET_PPB = new BigDecimal("4.5");

  /**
   * NowCast of a particle fraction.
   *
   * @param newestFirst hourly means, ug/m3, index = age in hours; more than twelve: the rest is not
   *     looked at. Negative hours (noise around zero) count as zero.
   * @return null when not reportable
   */
  public static @Nullable NowCast particles(
      Pollutant pollutant, List<? extends @Nullable BigDecimal> newestFirst) {
    int hours = Math.min(HOURS, newestFirst.size());
    if (present(newestFirst, Math.min(NEWEST, hours)) < NEEDED_OF_NEWEST) {
      return null;
    }
    BigDecimal min = null;
    BigDecimal max = null;
    for (int age = 0; age < hours; age++) {
      BigDecimal c = atLeastZero(newestFirst.get(age));
      if (c != null) {
        min = min == null ? c : min.min(c);
        max = max == null ? c : max.max(c);
      }
    }
    if (min == null || max == null) {
      return null;
    }
    // w = numerator / denominator, exactly
    BigDecimal numerator;
    BigDecimal denominator;
    if (max.signum() == 0 || min.compareTo(max) == 0) {
      numerator = BigDecimal.ONE;
      denominator = BigDecimal.ONE;
    } else if (min.multiply(TWO).compareTo(max) < 0) {
      numerator = HALF;
      denominator = BigDecimal.ONE;
    } else {
      numerator = min;
      denominator = max;
    }
    BigDecimal weighted = BigDecimal.ZERO;
    BigDecimal weights = BigDecimal.ZERO;
    for (int age = 0; age < hours; age++) {
      BigDecimal c = atLeastZero(newestFirst.get(age));
      if (c != null) {
        BigDecimal power = numerator.pow(age).multiply(denominator.pow(hours - 1 - age));
        weighted = weighted.add(power.multiply(c));
        weights = weights.add(power);
      }
    }
    int digits = pollutant == Pollutant.PM2_5 ? 1 : 0;
    return new NowCast(
        numerator.divide(denominator, new MathContext(10)),
        weighted.divide(weights, MathContext.DECIMAL64),
        weighted.divide(weights, digits, RoundingMode.DOWN));
  }

  /**
   * Ozone where EPA's regression cannot run: {@code 0.85 * hourly + 4.5} ppb from the newest of the
   * last three hours. It stands for the 8 h mean and is to be labelled an estimate. Source: GitHub
   * USEPA/O3-Nowcast.
   *
   * @param newestFirst hourly means, ppb
   * @return ppb, not truncated; null when the three newest hours are all missing
   */
  public static @Nullable BigDecimal ozoneEstimate(
      List<? extends @Nullable BigDecimal> newestFirst) {
    for (int age = 0; age < Math.min(NEWEST, newestFirst.size()); age++) {
      BigDecimal ppb = atLeastZero(newestFirst.get(age));
      if (ppb != null) {
        return OZONE_SLOPE.multiply(ppb).add(OZONE_OFFSET_PPB);
      }
    }
    return null;
  }

  private static int present(List<? extends @Nullable BigDecimal> values, int first) {
    int present = 0;
    for (int i = 0; i < first; i++) {
      present += values.get(i) == null ? 0 : 1;
    }
    return present;
  }

  private static @Nullable BigDecimal atLeastZero(@Nullable BigDecimal value) {
    return value == null ? null : value.max(BigDecimal.ZERO);
  }
}
