package city.pulso.grafana;

import java.util.Set;

/** What a panel shows, with Grafana's name of the unit and the UCUM units it may be fed with. */
enum Unit {
  MICROGRAM_PER_M3("conμgm3", "ug/m3"),
  /** A dose: concentration times time. */
  MICROGRAM_HOURS("suffix: μg/m³·h", "ug.h/m3"),
  PPB("conppb", "[ppb]"),
  PPM("ppm", "[ppm]"),
  CELSIUS("celsius", "Cel"),
  PERCENT_HUMIDITY("humidity", "%"),
  PERCENT("percent", "%"),
  HECTOPASCAL("pressurehpa", "hPa"),
  DECIBEL("dB", "dB(A)"),
  WATT("watt", "W"),
  HOURS("h", "h"),
  MILLISECONDS("ms", "ms"),
  COUNT("short", "1"),
  PER_MINUTE("cpm", "1/min"),
  /** An index or a rank: a number that counts nothing. */
  INDEX("none", "1"),
  /** Columns of different units; each column then gets its own. */
  MIXED("none", "");

  private final String grafanaId;
  private final String ucum;

  Unit(String grafanaId, String ucum) {
    this.grafanaId = grafanaId;
    this.ucum = ucum;
  }

  String grafanaId() {
    return grafanaId;
  }

  boolean accepts(String columnUcum) {
    return this == MIXED || ucum.equals(columnUcum);
  }

  String ucum() {
    return ucum;
  }

  /** The unit for a column of a table. */
  static Unit ofColumn(String columnUcum) {
    if (Set.of("", "By", "1").contains(columnUcum)) {
      return INDEX;
    }
    for (Unit unit : values()) {
      if (unit.ucum.equals(columnUcum)) {
        return unit;
      }
    }
    throw new IllegalArgumentException("no Grafana unit is known for UCUM '" + columnUcum + "'");
  }
}
