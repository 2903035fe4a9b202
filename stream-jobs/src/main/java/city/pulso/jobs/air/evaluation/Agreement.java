package city.pulso.jobs.air.evaluation;

import java.util.List;

/**
 * How well pairs of values agree.
 *
 * @param pairs pairs compared
 * @param bias mean of value minus truth, in the values' unit
 * @param rmse root of the mean squared difference, in the values' unit
 * @param r Pearson's correlation; NaN when either side does not vary
 */
public record Agreement(int pairs, double bias, double rmse, double r) {
  /** A value and what it should be. */
  public record Pair(double value, double truth) {}

  /** Of these pairs; of none every figure but the count is NaN. */
  public static Agreement of(List<Pair> pairs) {
    double n = pairs.size();
    double meanValue = pairs.stream().mapToDouble(Pair::value).sum() / n;
    double meanTruth = pairs.stream().mapToDouble(Pair::truth).sum() / n;
    double squares = 0;
    double both = 0;
    double value = 0;
    double truth = 0;
    for (Pair pair : pairs) {
      squares += square(pair.value() - pair.truth());
      both += (pair.value() - meanValue) * (pair.truth() - meanTruth);
      value += square(pair.value() - meanValue);
      truth += square(pair.truth() - meanTruth);
    }
    return new Agreement(
        pairs.size(),
        meanValue - meanTruth,
        Math.sqrt(squares / n),
        value == 0 || truth == 0 ? Double.NaN : both / Math.sqrt(value * truth));
  }

  private static double square(double x) {
    return x * x;
  }
}
