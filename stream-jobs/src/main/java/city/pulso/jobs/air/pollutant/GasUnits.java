package city.pulso.jobs.air.pollutant;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Volume ratio to mass concentration and back at one stated reference: {@code ug/m3 = ppb * M / Vm}
 * with the molar volume {@code Vm = 22.414 * (273.15 + t) / 273.15 * 1013.25 / p} litre per mole.
 *
 * <p>A converted value means nothing without its reference, so there is no default: say which.
 */
public enum GasUnits {
  /** 25 degrees Celsius, 1013.25 hPa: the United States, and the modules in Lima. */
  AT_25_CEL(new BigDecimal("24.45")),
  /** 20 degrees Celsius, 1013.25 hPa: the European Union. */
  AT_20_CEL(new BigDecimal("24.055")),
  /** 0 degrees Celsius, 1013.25 hPa: China until 2018 (GB 3095-2012). */
  AT_0_CEL(new BigDecimal("22.414"));

  private static final MathContext DIGITS = MathContext.DECIMAL64;
  private static final BigDecimal THOUSAND = new BigDecimal(1000);

  private final BigDecimal litrePerMole;

  GasUnits(BigDecimal litrePerMole) {
    this.litrePerMole = litrePerMole;
  }

  /**
   * Mass concentration of a value in the pollutant's own unit (ppb; ppm for carbon monoxide).
   *
   * @return ug/m3, for carbon monoxide too; particles come back unchanged
   */
  public BigDecimal toMicrogram(Pollutant pollutant, BigDecimal own) {
    if (!pollutant.gas()) {
      return own;
    }
    return toPpb(pollutant, own).multiply(molarMass(pollutant)).divide(litrePerMole, DIGITS);
  }

  /**
   * Value in the pollutant's own unit (ppb; ppm for carbon monoxide) of a mass concentration.
   *
   * @param microgram ug/m3
   */
  public BigDecimal fromMicrogram(Pollutant pollutant, BigDecimal microgram) {
    if (!pollutant.gas()) {
      return microgram;
    }
    BigDecimal ppb = microgram.multiply(litrePerMole).divide(molarMass(pollutant), DIGITS);
    return pollutant == Pollutant.CO ? ppb.divide(THOUSAND, DIGITS) : ppb;
  }

  /** A gas in its own unit as ppb, exactly. */
  public static BigDecimal toPpb(Pollutant gas, BigDecimal own) {
    return gas == Pollutant.CO ? own.movePointRight(3) : own;
  }

  /** A gas in its own unit as ppm, exactly. */
  public static BigDecimal toPpm(Pollutant gas, BigDecimal own) {
    return gas == Pollutant.CO ? own : own.movePointLeft(3);
  }

  /** A gas given in ppm in its own unit, exactly. */
  public static BigDecimal fromPpm(Pollutant gas, BigDecimal ppm) {
    return gas == Pollutant.CO ? ppm : ppm.movePointRight(3);
  }

  private static BigDecimal molarMass(Pollutant gas) {
    return BigDecimal.valueOf(gas.hundredthsGramPerMole(), 2);
  }
}
