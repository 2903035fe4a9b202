package city.pulso.jobs.air.average;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Sum of values as the decimals their devices wrote: {@link BigDecimal#valueOf(double)} of each, at
 * the price of an addition of whole numbers where a value is a whole number of thousandths.
 */
final class DecimalSum {
  private static final int THOUSANDTHS_SCALE = 3;

  private BigDecimal others = BigDecimal.ZERO;
  private long thousandths;
  private int scale;
  private int count;

  /**
   * @param inThousandths the same; {@link SlotBytes#NO_THOUSANDTHS} if that is no whole number
   */
  void add(double value, long inThousandths) {
    count++;
    if (inThousandths == SlotBytes.NO_THOUSANDTHS) {
      others = others.add(BigDecimal.valueOf(value));
    } else {
      thousandths += inThousandths;
      scale = Math.max(scale, scaleOf(inThousandths));
    }
  }

  /** 16 digits, with the scale of a sum of decimals; there must have been one. */
  BigDecimal mean() {
    BigDecimal sum = others;
    if (scale > 0) {
      sum = sum.add(BigDecimal.valueOf(thousandths, THOUSANDTHS_SCALE).setScale(scale));
    }
    return sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64);
  }

  /** Digits behind the point, as Java writes a double: one at least. */
  private static int scaleOf(long thousandths) {
    return thousandths % 10 != 0 ? 3 : thousandths % 100 != 0 ? 2 : 1;
  }
}
