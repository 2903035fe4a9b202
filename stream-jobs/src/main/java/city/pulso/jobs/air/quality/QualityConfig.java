package city.pulso.jobs.air.quality;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Limits of every quantity and the rules that span several.
 *
 * @param limits one entry for each {@link Quantity}
 * @param pmRatio PM2.5 may be this many times PM10 …
 * @param pmOffset … plus this many ug/m3 before both are doubted
 * @param spikeMads deviations beyond this many MADs of the last three hours are a spike
 */
public record QualityConfig(
    Map<Quantity, Limits> limits, double pmRatio, double pmOffset, double spikeMads) {

  /** Codes seen in the field: qAIRa -2 calibrating, -1 off; AirKorea exports and loggers -9…. */
  private static final Set<Double> CODES = Set.of(-1.0, -2.0, -9.0, -99.0, -999.0, -9999.0);

  private static final double NEVER = Double.POSITIVE_INFINITY;

  public QualityConfig {
    Map<Quantity, Limits> copy = new EnumMap<>(Quantity.class);
    copy.putAll(limits);
    limits = copy;
    for (Quantity quantity : Quantity.values()) {
      if (!limits.containsKey(quantity)) {
        throw new IllegalArgumentException("air.quality: no limits for " + quantity.key());
      }
    }
  }

  /**
   * Starting values: engineering choices, checked against recorded hours of Seoul and Beijing. CO
   * and SO2 repeat for most of a day at the resolution instruments publish.
   */
  public static QualityConfig standard() {
    Map<Quantity, Limits> limits = new EnumMap<>(Quantity.class);
    limits.put(Quantity.PM2_5, particles(1_000, 3));
    limits.put(Quantity.PM10, particles(2_000, 5));
    limits.put(Quantity.O3, gas(-5, 500, 8, 3));
    limits.put(Quantity.NO2, gas(-5, 2_000, 8, 3));
    limits.put(Quantity.SO2, gas(-5, 1_000, 24, 2));
    limits.put(Quantity.CO, gas(-0.5, 50, 24, 0.2));
    limits.put(Quantity.H2S, gas(-5, 1_000, 24, 3));
    limits.put(Quantity.TEMPERATURE, weather(-20, 60, NEVER, 5));
    limits.put(Quantity.HUMIDITY, weather(0, 100, 99, 20));
    limits.put(Quantity.PRESSURE, weather(500, 1_100, NEVER, 5));
    limits.put(Quantity.NOISE, weather(0, 150, NEVER, 0));
    return new QualityConfig(limits, 1.1, 3, 10);
  }

  Limits of(Quantity quantity) {
    return requireNonNull(limits.get(quantity));
  }

  private static Limits particles(double max, double noise) {
    return new Limits(
        0, max, CODES, Duration.ofHours(6), Duration.ofHours(12), NEVER, -NEVER, noise, 0);
  }

  /** Within the noise of zero a gas may repeat for ever: clipped, or used up at night. */
  private static Limits gas(double min, double max, int stuckHours, double noise) {
    Duration stuck = Duration.ofHours(stuckHours);
    return new Limits(min, max, CODES, stuck, stuck, NEVER, noise, noise, 0);
  }

  /** Minus one degree is weather, so weather has no sentinels near zero. */
  private static Limits weather(double min, double max, double repeatsAbove, double perMinute) {
    Duration stuck = Duration.ofHours(24);
    return new Limits(
        min, max, Set.of(-999.0, -9999.0), stuck, stuck, repeatsAbove, -NEVER, 1, perMinute);
  }
}
