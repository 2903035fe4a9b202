package city.pulso.jobs.air.drift;

import static java.util.Objects.requireNonNull;

import city.pulso.jobs.air.drift.DriftTrack.Pull;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.EnumMap;
import java.util.Map;

/**
 * A station has drifted when its daily mean stays away from where it usually stands in its
 * neighbourhood for {@link #AWAY_DAYS} days in a row: by more than {@link #USUAL_FACTOR} times once
 * {@link #USUAL_NEEDS} days taught what is usual, by more than {@link #NEW_FACTOR} times before,
 * and by more than the noise of the pollutant. It is back after {@link #BACK_DAYS} days. Days away
 * teach nothing, so a slow drift is not learnt away once it is noticed.
 *
 * <p>Engineering choices, checked against the recordings of Seoul and Beijing, where they find no
 * station.
 */
public final class DriftRule {
  /** Days away until it counts as drifted. */
  public static final int AWAY_DAYS = 3;

  /** Days back until it counts as back. */
  public static final int BACK_DAYS = 2;

  /** Days that teach what is usual; older ones fade. */
  public static final int REMEMBERED_DAYS = 28;

  /** Hours of a day that station and neighbours must have in common. */
  public static final int HOURS_NEEDED = 12;

  static final int USUAL_NEEDS = 7;
  static final double USUAL_FACTOR = 2;
  static final double NEW_FACTOR = 4;

  /** Absolute differences that are never a drift, in each pollutant's own unit. */
  private static final Map<Pollutant, Double> NOISE =
      new EnumMap<>(
          Map.of(
              Pollutant.PM2_5, 10.0,
              Pollutant.PM10, 20.0,
              Pollutant.O3, 15.0,
              Pollutant.NO2, 15.0,
              Pollutant.SO2, 10.0,
              Pollutant.CO, 1.0,
              Pollutant.H2S, 10.0));

  /**
   * Judges a day.
   *
   * @param day days since 1970-01-01 UTC; one that is not newer than the last changes nothing
   * @param pairs pollutants that could be compared on it; of the others nothing is concluded
   */
  public DriftTrack day(DriftTrack track, long day, Map<Pollutant, DayPair> pairs) {
    if (day <= track.judgedDay()) {
      return track;
    }
    Map<Pollutant, Pull> pulls = new EnumMap<>(Pollutant.class);
    pulls.putAll(track.pulls());
    pairs.forEach(
        (pollutant, pair) -> {
          if (pair.hours() >= HOURS_NEEDED) {
            double noise = requireNonNull(NOISE.get(pollutant));
            pulls.merge(
                pollutant,
                next(Pull.NONE, day, pair, noise),
                (before, first) -> next(before, day, pair, noise));
          }
        });
    return new DriftTrack(day, pulls);
  }

  private static Pull next(Pull before, long day, DayPair pair, double noise) {
    // the noise on both sides keeps clean air from making large factors of nothing
    double log =
        Math.log((Math.max(0, pair.own()) + noise) / (Math.max(0, pair.neighbours()) + noise));
    boolean taught = before.usualDays() >= USUAL_NEEDS;
    double departure = log - (taught ? before.usual() : 0);
    double expected = (Math.max(0, pair.neighbours()) + noise) * Math.exp(log - departure) - noise;
    boolean away =
        Math.abs(departure) > Math.log(taught ? USUAL_FACTOR : NEW_FACTOR)
            && Math.abs(pair.own() - expected) > noise;
    double factor = Math.exp(departure);
    if (away) {
      int days = before.awayDays() + 1;
      long since = before.awayDays() == 0 ? day : before.sinceDay();
      return new Pull(
          before.usual(),
          before.usualDays(),
          days,
          0,
          before.drifting() || days >= AWAY_DAYS,
          before.drifting() ? before.sinceDay() : since,
          factor);
    }
    int known = Math.min(before.usualDays() + 1, REMEMBERED_DAYS);
    int back = before.backDays() + 1;
    return new Pull(
        before.usual() + (log - before.usual()) / known,
        known,
        0,
        back,
        before.drifting() && back < BACK_DAYS,
        before.sinceDay(),
        factor);
  }
}
