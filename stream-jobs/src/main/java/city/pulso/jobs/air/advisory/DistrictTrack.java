package city.pulso.jobs.air.advisory;

import static city.pulso.jobs.air.average.HourBucket.HOUR_MS;

import city.pulso.jobs.air.advisory.KoreanAdvisory.Stage;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The newest hours of a district's stations, and which advisories they lead to. Always judged from
 * these hours anew, so that late data leads to where it would have led in time. Immutable.
 *
 * <ul>
 *   <li>Particles: the mean of the district's stations that have an hourly mean. Ozone: the highest
 *       of them.
 *   <li>An hour is judged when every station that said one of the {@link #FRESH_HOURS} hours up to
 *       it has said it, at the latest when one says a later hour.
 *   <li>An hour without any mean is missing: it interrupts the hours in a row and lifts nothing.
 * </ul>
 *
 * @param hours means by start of the hour, Unix milliseconds, and station
 * @param before where each pollutant stood before the first of them
 */
public record DistrictTrack(
    NavigableMap<Long, NavigableMap<String, Map<Pollutant, Double>>> hours,
    Map<Pollutant, InForce> before) {
  /** Pollutants there are advisories for. */
  public static final List<Pollutant> POLLUTANTS =
      List.of(Pollutant.PM10, Pollutant.PM2_5, Pollutant.O3);

  /** Hours for which late data can change an advisory. */
  public static final int KEPT_HOURS = 48;

  /** A station not heard for so long is not waited for. */
  public static final int FRESH_HOURS = 3;

  /** Nothing heard. */
  public static final DistrictTrack EMPTY = new DistrictTrack(new TreeMap<>(), Map.of());

  private static final long KEPT_MS = KEPT_HOURS * HOUR_MS;
  private static final int DECIMALS = 6;

  public DistrictTrack {
    NavigableMap<Long, NavigableMap<String, Map<Pollutant, Double>>> copy = new TreeMap<>();
    hours.forEach(
        (hour, stations) ->
            copy.put(hour, Collections.unmodifiableNavigableMap(new TreeMap<>(stations))));
    hours = Collections.unmodifiableNavigableMap(copy);
    Map<Pollutant, InForce> stages = new EnumMap<>(Pollutant.class);
    stages.putAll(before);
    before = Collections.unmodifiableMap(stages);
  }

  /**
   * What is in force for a pollutant.
   *
   * @param advisory stage and hours in a row
   * @param sinceMs start of the first hour at its level, Unix milliseconds; of the last one when
   *     none is in force; 0 = there was none
   * @param overMs end of the hour that lifted the last one; 0 = while in force and before the first
   */
  public record InForce(KoreanAdvisory advisory, long sinceMs, long overMs) {
    /** Nothing yet. */
    public static final InForce NONE = new InForce(KoreanAdvisory.NONE, 0, 0);

    InForce next(Pollutant pollutant, long hourMs, @Nullable BigDecimal mean) {
      KoreanAdvisory now = advisory.next(pollutant, mean);
      boolean was = advisory.stage() != Stage.NONE;
      boolean is = now.stage() != Stage.NONE;
      if (is && !was) {
        return new InForce(now, hourMs - (now.hoursAtAdvisory() - 1) * HOUR_MS, 0);
      }
      return new InForce(now, sinceMs, was && !is ? hourMs + HOUR_MS : overMs);
    }
  }

  /** With an hour of a station, new or said again; one older than what is kept changes nothing. */
  public DistrictTrack with(String station, long hourMs, Map<Pollutant, Double> means) {
    if (!hours.isEmpty() && hourMs < hours.firstKey() && hours.lastKey() - hourMs > KEPT_MS) {
      return this;
    }
    NavigableMap<Long, NavigableMap<String, Map<Pollutant, Double>>> all = copy();
    all.computeIfAbsent(hourMs, h -> new TreeMap<>()).put(station, Map.copyOf(means));
    DistrictTrack grown = new DistrictTrack(all, before);
    if (all.lastKey() - all.firstKey() <= KEPT_MS) {
      return grown;
    }
    long first = all.ceilingKey(all.lastKey() - KEPT_MS);
    Map<Pollutant, InForce> folded = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : POLLUTANTS) {
      folded.put(pollutant, grown.judge(pollutant, first));
    }
    return new DistrictTrack(all.tailMap(first, true), folded);
  }

  /** Without a station. */
  public DistrictTrack without(String station) {
    NavigableMap<Long, NavigableMap<String, Map<Pollutant, Double>>> all = copy();
    all.values().forEach(stations -> stations.remove(station));
    all.values().removeIf(Map::isEmpty);
    return new DistrictTrack(all, before);
  }

  /** End of the newest hour that is judged, Unix milliseconds; 0 = none. */
  public long throughMs() {
    if (hours.isEmpty()) {
      return 0;
    }
    long newest = hours.lastKey();
    Set<String> missing = new TreeSet<>();
    hours
        .tailMap(newest - FRESH_HOURS * HOUR_MS, false)
        .values()
        .forEach(stations -> missing.addAll(stations.keySet()));
    missing.removeAll(hours.lastEntry().getValue().keySet());
    return missing.isEmpty() ? newest + HOUR_MS : newest;
  }

  /** What is in force after the newest hour that is judged. */
  public InForce inForce(Pollutant pollutant) {
    return judge(pollutant, throughMs());
  }

  /** What the district's stations come to in an hour; null: no mean at all. */
  public @Nullable BigDecimal value(Pollutant pollutant, long hourMs) {
    List<BigDecimal> means = new ArrayList<>();
    hours
        .getOrDefault(hourMs, new TreeMap<>())
        .values()
        .forEach(
            station -> {
              Double mean = station.get(pollutant);
              if (mean != null) {
                means.add(BigDecimal.valueOf(mean));
              }
            });
    if (means.isEmpty()) {
      return null;
    }
    if (pollutant == Pollutant.O3) {
      return Collections.max(means);
    }
    BigDecimal sum = means.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.divide(BigDecimal.valueOf(means.size()), MathContext.DECIMAL64)
        .setScale(DECIMALS, RoundingMode.HALF_UP)
        .stripTrailingZeros();
  }

  /** Stations with a mean of the pollutant in an hour. */
  public List<String> stations(Pollutant pollutant, long hourMs) {
    return hours.getOrDefault(hourMs, new TreeMap<>()).entrySet().stream()
        .filter(station -> station.getValue().containsKey(pollutant))
        .map(Map.Entry::getKey)
        .toList();
  }

  private InForce judge(Pollutant pollutant, long untilMs) {
    InForce state = before.getOrDefault(pollutant, InForce.NONE);
    if (hours.isEmpty()) {
      return state;
    }
    for (long hourMs = Math.max(hours.firstKey(), untilMs - 2 * KEPT_MS);
        hourMs < untilMs;
        hourMs += HOUR_MS) {
      state = state.next(pollutant, hourMs, value(pollutant, hourMs));
    }
    return state;
  }

  private NavigableMap<Long, NavigableMap<String, Map<Pollutant, Double>>> copy() {
    NavigableMap<Long, NavigableMap<String, Map<Pollutant, Double>>> copy = new TreeMap<>();
    hours.forEach((hour, stations) -> copy.put(hour, new TreeMap<>(stations)));
    return copy;
  }
}
