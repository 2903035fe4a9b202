package city.pulso.edge.decode;

import city.pulso.schemas.v1.Quantity;
import java.util.Locale;
import java.util.OptionalDouble;

/** Names and units of what sensors measure: from SenML's and vendors' to the contract's. */
final class Quantities {
  /** Litres of one mole of an ideal gas at 25 degrees Celsius and 1 atm (US EPA, 40 CFR 50). */
  private static final double MOLAR_VOLUME = 24.45;

  private Quantities() {}

  /** Micrograms per cubic metre; empty when the unit is no mass concentration. */
  static OptionalDouble ugm3(double value, String unit) {
    return switch (unit) {
      case "", "ug/m3" -> OptionalDouble.of(value);
      case "mg/m3" -> OptionalDouble.of(value * 1e3);
      case "g/m3" -> OptionalDouble.of(value * 1e6);
      case "kg/m3" -> OptionalDouble.of(value * 1e9);
      default -> OptionalDouble.empty();
    };
  }

  /**
   * Parts per billion by volume.
   *
   * @param molarMass g/mol, to convert mass concentrations at 25 degrees Celsius
   */
  static OptionalDouble ppb(double value, String unit, double molarMass) {
    return switch (unit) {
      case "ppb" -> OptionalDouble.of(value);
      case "ppm" -> OptionalDouble.of(value * 1e3);
      case "/" -> OptionalDouble.of(value * 1e9);
      case "ug/m3", "mg/m3", "g/m3", "kg/m3" ->
          OptionalDouble.of(ugm3(value, unit).orElse(0) * MOLAR_VOLUME / molarMass);
      default -> OptionalDouble.empty();
    };
  }

  static OptionalDouble celsius(double value, String unit) {
    return switch (unit) {
      case "", "Cel" -> OptionalDouble.of(value);
      case "K" -> OptionalDouble.of(value - 273.15);
      default -> OptionalDouble.empty();
    };
  }

  static OptionalDouble percent(double value, String unit) {
    return switch (unit) {
      case "", "%RH", "%", "%EL" -> OptionalDouble.of(value);
      case "/" -> OptionalDouble.of(value * 100);
      default -> OptionalDouble.empty();
    };
  }

  static OptionalDouble hectopascal(double value, String unit) {
    return switch (unit) {
      case "", "hPa" -> OptionalDouble.of(value);
      case "Pa" -> OptionalDouble.of(value / 100);
      case "kPa" -> OptionalDouble.of(value * 10);
      default -> OptionalDouble.empty();
    };
  }

  static OptionalDouble decibel(double value, String unit) {
    return switch (unit) {
      case "", "dB", "dBA" -> OptionalDouble.of(value);
      default -> OptionalDouble.empty();
    };
  }

  static OptionalDouble watt(double value, String unit) {
    return switch (unit) {
      case "", "W" -> OptionalDouble.of(value);
      case "kW" -> OptionalDouble.of(value * 1000);
      case "mW" -> OptionalDouble.of(value / 1000);
      default -> OptionalDouble.empty();
    };
  }

  static OptionalDouble wattHour(double value, String unit) {
    return switch (unit) {
      case "Wh" -> OptionalDouble.of(value);
      case "kWh" -> OptionalDouble.of(value * 1000);
      case "J" -> OptionalDouble.of(value / 3600);
      default -> OptionalDouble.empty();
    };
  }

  static OptionalDouble unit(double value, String given, String expected) {
    return given.isEmpty() || given.equals(expected)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /** A quantity under a name the contract accepts: {@code [a-z][a-z0-9_]{0,63}}. */
  static Quantity.Builder named(String name, String unit) {
    StringBuilder accepted = new StringBuilder();
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      accepted.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? c : '_');
    }
    if (accepted.length() == 0 || accepted.charAt(0) < 'a') {
      accepted.insert(0, "value_");
    }
    if (accepted.length() > 64) {
      accepted.setLength(64);
    }
    return Quantity.newBuilder().setName(accepted.toString()).setUnit(ucum(unit));
  }

  /** UCUM where SenML's registered unit (RFC 8428 section 12.1) is written differently. */
  private static String ucum(String unit) {
    return switch (unit) {
      case "", "/" -> "1";
      case "%RH", "%EL" -> "%";
      case "ppm" -> "[ppm]";
      case "ppb" -> "[ppb]";
      case "lat", "lon" -> "deg";
      case "dBm" -> "dB[mW]";
      case "dBW" -> "dB[W]";
      case "l" -> "L";
      case "A/m",
          "mm",
          "m",
          "kg",
          "g",
          "s",
          "A",
          "K",
          "cd",
          "mol",
          "Hz",
          "rad",
          "sr",
          "N",
          "Pa",
          "J",
          "W",
          "C",
          "V",
          "F",
          "Ohm",
          "S",
          "Wb",
          "T",
          "H",
          "Cel",
          "lm",
          "lx",
          "Bq",
          "Gy",
          "Sv",
          "kat",
          "m2",
          "m3",
          "m/s",
          "dB",
          "min",
          "h",
          "kWh",
          "Wh",
          "hPa",
          "ug/m3" ->
          unit;
      default -> unit.length() > 32 ? unit.substring(0, 32) : unit;
    };
  }
}
