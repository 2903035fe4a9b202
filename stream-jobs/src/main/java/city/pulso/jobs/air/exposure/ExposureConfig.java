package city.pulso.jobs.air.exposure;

import java.io.Serializable;

/**
 * Which stations speak for a site.
 *
 * @param radiusM stations beyond it do not, metres
 * @param fewest fewer valid stations within the radius make no estimate
 * @param most of more, the nearest this many are taken
 * @param aloneM a station nearer than this speaks alone, metres
 */
public record ExposureConfig(double radiusM, int fewest, int most, double aloneM)
    implements Serializable {
  /** Up to five stations within 10 km, at least two; alone below 50 m. */
  public static final ExposureConfig STANDARD = new ExposureConfig(10_000, 2, 5, 50);

  public ExposureConfig {
    if (!(radiusM > 0 && radiusM <= 100_000)) {
      throw new IllegalArgumentException(
          "exposure.radiusM: " + radiusM + " is not accepted; use more than 0, at most 100000");
    }
    if (fewest < 2 || most < 3 || most > 8 || fewest > most) {
      throw new IllegalArgumentException(
          "exposure: %d to %d stations are not accepted; use 2 or more, to 3 … 8"
              .formatted(fewest, most));
    }
    if (!(aloneM >= 1 && aloneM <= radiusM)) {
      throw new IllegalArgumentException(
          "exposure.aloneM: " + aloneM + " is not accepted; use 1 to the radius");
    }
  }
}
