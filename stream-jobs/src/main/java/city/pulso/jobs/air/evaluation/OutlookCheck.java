package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.exposure.SiteExposure;
import city.pulso.jobs.air.outlook.DailyProfile;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Measures the outlook against plain persistence ("it stays as it is"). A station's profile is
 * learnt from the first two thirds of its days; both are measured on the days held back, on the
 * same hours.
 */
final class OutlookCheck {
  private static final long HOUR_MS = 3_600_000L;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final List<Integer> AHEAD = List.of(1, 3);

  private OutlookCheck() {}

  /**
   * Every pollutant, one and three hours ahead.
   *
   * @param hourly means by station and start of the hour, Unix milliseconds
   */
  static List<AirEvaluation.OutlookError> of(
      Map<String, Map<Long, Map<Pollutant, BigDecimal>>> hourly) {
    List<AirEvaluation.OutlookError> errors = new ArrayList<>();
    for (Pollutant pollutant : SiteExposure.POLLUTANTS) {
      for (int ahead : AHEAD) {
        List<Agreement.Pair> outlook = new ArrayList<>();
        List<Agreement.Pair> persistence = new ArrayList<>();
        for (Map<Long, Map<Pollutant, BigDecimal>> station : hourly.values()) {
          measure(series(station, pollutant), ahead, outlook, persistence);
        }
        if (!outlook.isEmpty()) {
          errors.add(
              new AirEvaluation.OutlookError(
                  pollutant,
                  ahead,
                  outlook.size(),
                  Agreement.of(outlook).rmse(),
                  Agreement.of(persistence).rmse()));
        }
      }
    }
    return errors;
  }

  private static NavigableMap<Long, Double> series(
      Map<Long, Map<Pollutant, BigDecimal>> station, Pollutant pollutant) {
    NavigableMap<Long, Double> series = new TreeMap<>();
    station.forEach(
        (hourMs, means) -> {
          BigDecimal mean = means.get(pollutant);
          if (mean != null) {
            series.put(hourMs, mean.doubleValue());
          }
        });
    return series;
  }

  private static void measure(
      NavigableMap<Long, Double> series,
      int ahead,
      List<Agreement.Pair> outlook,
      List<Agreement.Pair> persistence) {
    if (series.isEmpty()) {
      return;
    }
    long firstDay = Math.floorDiv(series.firstKey(), DAY_MS);
    long days = Math.floorDiv(series.lastKey(), DAY_MS) - firstDay + 1;
    long heldBackFrom = (firstDay + days * 2 / 3) * DAY_MS;
    DailyProfile profile = new DailyProfile(series.headMap(heldBackFrom, false));
    series
        .tailMap(heldBackFrom, true)
        .forEach(
            (hourMs, now) -> {
              Double then = series.get(hourMs + ahead * HOUR_MS);
              Double expected = profile.outlook(now, hourMs, ahead);
              if (then != null && expected != null) {
                outlook.add(new Agreement.Pair(expected, then));
                persistence.add(new Agreement.Pair(now, then));
              }
            });
  }
}
