package city.pulso.jobs.air.exposure;

import java.util.Comparator;
import java.util.List;

/**
 * Inverse-distance weighting with the square of the distance: the sum of c/d² over the sum of 1/d².
 */
public final class InverseDistance {
  private final ExposureConfig config;

  public InverseDistance(ExposureConfig config) {
    this.config = config;
  }

  /**
   * A valid value and how far away it was measured.
   *
   * @param metres distance to the place
   * @param value in the pollutant's unit
   */
  public record Sight(double metres, double value) {}

  /** From what is seen around the place, in any order; what is beyond the radius does not count. */
  public Estimate estimate(List<Sight> sights) {
    List<Sight> near =
        sights.stream()
            .filter(sight -> sight.metres() <= config.radiusM())
            .sorted(Comparator.comparingDouble(Sight::metres).thenComparingDouble(Sight::value))
            .limit(config.most())
            .toList();
    if (near.isEmpty()) {
      return new Estimate(null, 0, null);
    }
    Sight nearest = near.get(0);
    if (nearest.metres() < config.aloneM()) {
      return new Estimate(nearest.value(), 1, nearest.metres());
    }
    if (near.size() < config.fewest()) {
      return new Estimate(null, near.size(), nearest.metres());
    }
    double weighted = 0;
    double weights = 0;
    for (Sight sight : near) {
      double weight = 1 / (sight.metres() * sight.metres());
      weighted += weight * sight.value();
      weights += weight;
    }
    return new Estimate(weighted / weights, near.size(), nearest.metres());
  }
}
