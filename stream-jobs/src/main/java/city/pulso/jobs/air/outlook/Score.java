package city.pulso.jobs.air.outlook;

/**
 * How two ways of looking ahead have done so far, on the same hours. Every forecast is made before
 * its hour is known and before the profile has learnt from it. About a week is remembered.
 * Immutable.
 *
 * @param forecasts forecasts checked, at most {@link #REMEMBERED}
 * @param outlookSquare mean squared error of the outlook by the daily profile
 * @param persistenceSquare mean squared error of "it stays as it is"
 */
public record Score(int forecasts, double outlookSquare, double persistenceSquare) {
  /** Forecasts after which one counts for little: a week of hours. */
  public static final int REMEMBERED = 168;

  /** Nothing has been checked. */
  public static final Score NONE = new Score(0, 0, 0);

  /** Forecasts that must have been checked before one is used: four days of hours. */
  static final int NEEDED = 96;

  /**
   * How much better than persistence: by chance alone the two take turns. With less, what was given
   * in the recorded cities was often no better than persistence.
   */
  private static final double SHARE = 0.85;

  /**
   * With one more forecast checked.
   *
   * @param outlookError outlook minus truth
   * @param persistenceError the value it was made from minus truth
   */
  Score with(double outlookError, double persistenceError) {
    int known = Math.min(forecasts + 1, REMEMBERED);
    return new Score(
        known,
        outlookSquare + (outlookError * outlookError - outlookSquare) / known,
        persistenceSquare + (persistenceError * persistenceError - persistenceSquare) / known);
  }

  /** Whether the outlook has proved better, on enough hours, by 15 % of the squared error. */
  public boolean beatsPersistence() {
    return forecasts >= NEEDED && outlookSquare < SHARE * persistenceSquare;
  }

  /** Root mean squared error of the outlook. */
  public double rmse() {
    return Math.sqrt(outlookSquare);
  }

  /** Root mean squared error of persistence. */
  public double persistenceRmse() {
    return Math.sqrt(persistenceSquare);
  }
}
