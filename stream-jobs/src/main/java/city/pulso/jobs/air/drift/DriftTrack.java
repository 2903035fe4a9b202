package city.pulso.jobs.air.drift;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a station stands against its neighbourhood. Some hundred bytes, however long it runs.
 * Immutable.
 *
 * @param judgedDay newest day that was judged, days since 1970-01-01 UTC; {@link Long#MIN_VALUE} =
 *     none
 * @param pulls by pollutant, those that could be compared
 */
public record DriftTrack(long judgedDay, Map<Pollutant, Pull> pulls) {
  /** Of a station never compared. */
  public static final DriftTrack NONE = new DriftTrack(Long.MIN_VALUE, Map.of());

  public DriftTrack {
    Map<Pollutant, Pull> copy = new EnumMap<>(Pollutant.class);
    copy.putAll(pulls);
    pulls = Collections.unmodifiableMap(copy);
  }

  /**
   * One pollutant.
   *
   * @param usual logarithm of how many times its neighbourhood the station usually is: a street is
   *     no park
   * @param usualDays days that was learnt from, at most {@link DriftRule#REMEMBERED_DAYS}
   * @param awayDays days in a row it was away
   * @param backDays days in a row it was not
   * @param drifting whether it has left its neighbourhood
   * @param sinceDay first day of the newest run of days away, days since 1970-01-01 UTC
   * @param factor how many times its usual place in the neighbourhood it was on the newest day
   */
  public record Pull(
      double usual,
      int usualDays,
      int awayDays,
      int backDays,
      boolean drifting,
      long sinceDay,
      double factor) {
    /** Nothing compared yet. */
    static final Pull NONE = new Pull(0, 0, 0, 0, false, 0, 1);
  }

  /** The first pollutant that has left, in the order of {@link Pollutant}; null = none. */
  public @Nullable Pollutant drifting() {
    for (Map.Entry<Pollutant, Pull> pull : pulls.entrySet()) {
      if (pull.getValue().drifting()) {
        return pull.getKey();
      }
    }
    return null;
  }
}
