package city.pulso.jobs.air.quality;

import java.time.Duration;
import java.util.Set;

/**
 * What is plausible for one quantity. All in the unit of the quantity.
 *
 * @param min lowest plausible value; small negatives of gases are noise around zero and stay
 * @param max highest plausible value
 * @param sentinels exact values that are codes, not measurements; below zero
 * @param stuckAfter the same value for so long is a stuck sensor
 * @param stuckAfterWhole the same where the value is a whole number: the instrument may report no
 *     finer, and then repeats itself more often
 * @param repeatsAtOrAbove values from here on may repeat for ever (humidity at saturation)
 * @param repeatsAtOrBelow values down from here may repeat for ever (ozone used up at night)
 * @param noise smallest deviation a spike rule may take for real, floor of the MAD
 * @param ratePerMinute fastest plausible change per minute; 0 = not checked
 */
public record Limits(
    double min,
    double max,
    Set<Double> sentinels,
    Duration stuckAfter,
    Duration stuckAfterWhole,
    double repeatsAtOrAbove,
    double repeatsAtOrBelow,
    double noise,
    double ratePerMinute) {
  public Limits {
    sentinels = Set.copyOf(sentinels);
    if (sentinels.stream().anyMatch(code -> !(code < 0))) {
      throw new IllegalArgumentException(
          "air.quality: sentinels " + sentinels + " must be below 0");
    }
    if (!(min < max) || stuckAfter.isNegative() || noise < 0 || ratePerMinute < 0) {
      throw new IllegalArgumentException(
          "air.quality: min " + min + " must be below max " + max + ", the others 0 or more");
    }
  }

  boolean isSentinel(Double value) {
    return value < 0 && sentinels.contains(value);
  }

  /** How long this value may repeat. */
  Duration stuckAfter(double value) {
    return value == Math.rint(value) ? stuckAfterWhole : stuckAfter;
  }

  boolean mayRepeat(double value) {
    return value >= repeatsAtOrAbove || value <= repeatsAtOrBelow;
  }
}
