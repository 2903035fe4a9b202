package city.pulso.jobs.air.quality;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything an air module reports. The order is part of the state's byte format: append only. */
public enum Quantity {
  PM2_5(Pollutant.PM2_5),
  PM10(Pollutant.PM10),
  O3(Pollutant.O3),
  NO2(Pollutant.NO2),
  SO2(Pollutant.SO2),
  CO(Pollutant.CO),
  H2S(Pollutant.H2S),
  /** Degrees Celsius. */
  TEMPERATURE(null),
  /** Relative humidity, percent. */
  HUMIDITY(null),
  /** hPa. */
  PRESSURE(null),
  /** dB(A). */
  NOISE(null);

  private final @Nullable Pollutant pollutant;

  Quantity(@Nullable Pollutant pollutant) {
    this.pollutant = pollutant;
  }

  /** The pollutant it is; null for weather and noise. */
  public @Nullable Pollutant pollutant() {
    return pollutant;
  }

  /** Name in flags: {@code pm2_5}, {@code humidity}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
