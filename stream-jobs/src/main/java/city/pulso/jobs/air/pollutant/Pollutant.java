package city.pulso.jobs.air.pollutant;

/** A pollutant and the unit in which Pulso carries it from the reading to the hourly mean. */
public enum Pollutant {
  /** Particulate matter below 2.5 um, ug/m3. */
  PM2_5("pm2_5", "pm2_5_ugm3", "ug/m3", 0),
  /** Particulate matter below 10 um, ug/m3. */
  PM10("pm10", "pm10_ugm3", "ug/m3", 0),
  /** Ozone, ppb. */
  O3("o3", "o3_ppb", "[ppb]", 48_00),
  /** Nitrogen dioxide, ppb. */
  NO2("no2", "no2_ppb", "[ppb]", 46_01),
  /** Sulphur dioxide, ppb. */
  SO2("so2", "so2_ppb", "[ppb]", 64_06),
  /** Carbon monoxide, ppm. */
  CO("co", "co_ppm", "[ppm]", 28_01),
  /** Hydrogen sulphide, ppb. */
  H2S("h2s", "h2s_ppb", "[ppb]", 34_08);

  private final String key;
  private final String field;
  private final String unit;
  private final int hundredthsGramPerMole;

  Pollutant(String key, String field, String unit, int hundredthsGramPerMole) {
    this.key = key;
    this.field = field;
    this.unit = unit;
    this.hundredthsGramPerMole = hundredthsGramPerMole;
  }

  /** Short name, used in quality flags and alerts: {@code pm2_5}. */
  public String key() {
    return key;
  }

  /** Name of the store's field that carries it: {@code pm2_5_ugm3}. */
  public String field() {
    return field;
  }

  /** UCUM unit of its values. */
  public String unit() {
    return unit;
  }

  /** True: a gas, whose volume ratio can be converted; false: particles, which have none. */
  public boolean gas() {
    return hundredthsGramPerMole > 0;
  }

  /** Molar mass in hundredths of a gram per mole; 0 for particles. */
  int hundredthsGramPerMole() {
    return hundredthsGramPerMole;
  }
}
