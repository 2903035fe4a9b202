package city.pulso.jobs.air.outlook;

import city.pulso.jobs.air.outlook.OutlookMemory.Learnt;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Looks one and three hours ahead: the newest hourly mean, moved along the station's usual day.
 *
 * <p>Each new hour first checks what would have been said of it, by the profile and by plain
 * persistence ("it stays as it is"), and only then teaches the profile. So every score rests on
 * hours that were held back, and a forecast is given only for a pollutant of a station where the
 * profile has beaten persistence so far. A forecast is what was said then: late data neither
 * rewrites it nor teaches anything.
 */
public final class StationOutlook {
  /** Hours ahead. */
  public static final List<Integer> AHEAD = List.of(1, 3);

  private static final long HOUR_MS = 3_600_000L;
  private static final int FARTHEST = 3;

  /**
   * A forecast that has earned its use.
   *
   * @param pollutant of what
   * @param hoursAhead 1 or 3
   * @param hourMs start of the hour it speaks of, Unix milliseconds
   * @param value expected hourly mean, in the pollutant's own unit
   * @param score how it has done against persistence
   */
  public record Forecast(
      Pollutant pollutant, int hoursAhead, long hourMs, double value, Score score) {}

  /**
   * What came of an hour.
   *
   * @param memory what to remember
   * @param forecasts those given now
   */
  public record Step(OutlookMemory memory, List<Forecast> forecasts) {
    public Step {
      forecasts = List.copyOf(forecasts);
    }
  }

  /** Whether an hour is newer than all before it: any other teaches nothing. */
  public static boolean isNew(OutlookMemory memory, long hourMs) {
    return hourMs > memory.newestMs();
  }

  /**
   * The station said an hour.
   *
   * @param hourMs start of the hour, Unix milliseconds; one that is not new changes nothing
   * @param means hourly means that are complete, in each pollutant's own unit
   */
  public Step hour(OutlookMemory memory, long hourMs, Map<Pollutant, Double> means) {
    if (!isNew(memory, hourMs)) {
      return new Step(memory, List.of());
    }
    Map<Pollutant, Learnt> learnt = new EnumMap<>(Pollutant.class);
    learnt.putAll(memory.learnt());
    List<Forecast> forecasts = new ArrayList<>();
    means.forEach(
        (pollutant, mean) -> {
          Learnt before = learnt.getOrDefault(pollutant, Learnt.NONE);
          List<Score> scores = new ArrayList<>();
          for (int i = 0; i < AHEAD.size(); i++) {
            int ahead = AHEAD.get(i);
            long madeMs = hourMs - ahead * HOUR_MS;
            Double then = memory.recent().getOrDefault(madeMs, Map.of()).get(pollutant);
            Double said = then == null ? null : before.profile().outlook(then, madeMs, ahead);
            scores.add(
                then == null || said == null
                    ? before.scores().get(i)
                    : before.scores().get(i).with(said - mean, then - mean));
          }
          Learnt after = new Learnt(before.profile().with(hourMs, mean), scores);
          learnt.put(pollutant, after);
          forecasts.addAll(forecasts(pollutant, hourMs, mean, after));
        });
    NavigableMap<Long, Map<Pollutant, Double>> recent = new TreeMap<>(memory.recent());
    recent.put(hourMs, Map.copyOf(means));
    recent.headMap(hourMs - FARTHEST * HOUR_MS, true).clear();
    return new Step(new OutlookMemory(hourMs, recent, learnt, !forecasts.isEmpty()), forecasts);
  }

  private static List<Forecast> forecasts(
      Pollutant pollutant, long hourMs, double mean, Learnt learnt) {
    List<Forecast> forecasts = new ArrayList<>();
    for (int i = 0; i < AHEAD.size(); i++) {
      int ahead = AHEAD.get(i);
      Score score = learnt.scores().get(i);
      Double value = learnt.profile().outlook(mean, hourMs, ahead);
      if (value != null && score.beatsPersistence()) {
        forecasts.add(new Forecast(pollutant, ahead, hourMs + ahead * HOUR_MS, value, score));
      }
    }
    return forecasts;
  }
}
