package city.pulso.simulator.behaviour;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Local days and hours of the city. */
record CityDay(ZoneId zone) {
  static final long MINUTE_MS = 60_000;
  static final long HOUR_MS = 3_600_000;

  long epochDay(long ms) {
    return local(ms).toLocalDate().toEpochDay();
  }

  /** Hour of the local day with its fraction, 0 to 24. */
  double hour(long ms) {
    return local(ms).toLocalTime().toSecondOfDay() / 3600.0;
  }

  boolean weekend(long epochDay) {
    return LocalDate.ofEpochDay(epochDay).getDayOfWeek().getValue() > 5;
  }

  /** Unix milliseconds of an hour of a local day. */
  long at(long epochDay, double hour) {
    return LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli()
        + Math.round(hour * HOUR_MS);
  }

  private ZonedDateTime local(long ms) {
    return Instant.ofEpochMilli(ms).atZone(zone);
  }

  /** A hill of height 1 around an hour. */
  static double hill(double hour, double around, double width) {
    double x = (hour - around) / width;
    return Math.exp(-x * x / 2);
  }

  static double rounded(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }
}
