package city.pulso.jobs.air.quality;

import java.time.Duration;
import java.util.Locale;

/**
 * How long after it was switched on a station's gas cells are not believed. A device that was not
 * heard for {@link QualityControl#OFF_AFTER} is taken to have been off; so is one heard for the
 * first time.
 */
public enum WarmUp {
  /** Instruments that say themselves when they are valid, and models without gas cells. */
  NONE(Duration.ZERO),
  /** Electrochemical cells, as low-cost modules have: their baseline settles within the hour. */
  ELECTROCHEMICAL(Duration.ofHours(1));

  /** Station types that begin with this ask for {@link #ELECTROCHEMICAL}. */
  public static final String LOW_COST = "low-cost";

  private final Duration length;

  WarmUp(Duration length) {
    this.length = length;
  }

  /**
   * The warm-up a station has.
   *
   * @param stationType as registered
   */
  public static WarmUp of(String stationType) {
    return stationType.toLowerCase(Locale.ROOT).startsWith(LOW_COST) ? ELECTROCHEMICAL : NONE;
  }

  long lengthMs() {
    return length.toMillis();
  }
}
