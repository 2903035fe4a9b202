package city.pulso.jobs.air.outlook;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the outlook of one station has learnt: some kilobytes, however long it runs. Immutable.
 *
 * @param newestMs start of the newest hour, Unix milliseconds; {@link Long#MIN_VALUE} = none
 * @param recent means of the newest hours, as far as a forecast reaches, by start of the hour
 * @param learnt by pollutant
 * @param given whether the newest hour gave a forecast
 */
public record OutlookMemory(
    long newestMs,
    NavigableMap<Long, Map<Pollutant, Double>> recent,
    Map<Pollutant, Learnt> learnt,
    boolean given) {
  /** Of a station never heard. */
  public static final OutlookMemory NONE =
      new OutlookMemory(Long.MIN_VALUE, new TreeMap<>(), Map.of(), false);

  public OutlookMemory {
    recent = Collections.unmodifiableNavigableMap(new TreeMap<>(recent));
    Map<Pollutant, Learnt> copy = new EnumMap<>(Pollutant.class);
    copy.putAll(learnt);
    learnt = Collections.unmodifiableMap(copy);
  }

  /**
   * Of one pollutant.
   *
   * @param profile its usual day
   * @param scores in the order of {@link StationOutlook#AHEAD}
   */
  public record Learnt(DailyProfile profile, List<Score> scores) {
    /** Nothing yet. */
    public static final Learnt NONE =
        new Learnt(
            DailyProfile.EMPTY, Collections.nCopies(StationOutlook.AHEAD.size(), Score.NONE));

    public Learnt {
      scores = List.copyOf(scores);
    }
  }
}
