package city.pulso.jobs.air.index;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** One straight piece of an index table; both ends belong to it. */
record Segment(BigDecimal low, BigDecimal high, int indexLow, int indexHigh) {

  static Segment of(String low, String high, int indexLow, int indexHigh) {
    return new Segment(new BigDecimal(low), new BigDecimal(high), indexLow, indexHigh);
  }

  boolean contains(BigDecimal concentration) {
    return concentration.compareTo(low) >= 0 && concentration.compareTo(high) <= 0;
  }

  /**
   * {@code (I_hi - I_lo) / (C_hi - C_lo) * (C - C_lo) + I_lo}, rounded half up. The product is
   * formed before the division, so an exact .5 stays one.
   */
  int index(BigDecimal concentration) {
    return concentration
        .subtract(low)
        .multiply(BigDecimal.valueOf(indexHigh - indexLow))
        .add(high.subtract(low).multiply(BigDecimal.valueOf(indexLow)))
        .divide(high.subtract(low), 0, RoundingMode.HALF_UP)
        .intValueExact();
  }
}
