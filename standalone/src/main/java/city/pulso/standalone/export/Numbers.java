package city.pulso.standalone.export;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people and machines read them. */
final class Numbers {
  private static final int DECIMALS = 6;

  private Numbers() {}

  /** Six decimals at most, without exponent and trailing zeros. */
  static String plain(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
