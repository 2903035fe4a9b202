package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.evaluation.AirEvaluation.OutlookError;
import city.pulso.jobs.air.exposure.SiteExposure;
import city.pulso.jobs.air.outlook.DailyProfile;
import city.pulso.jobs.air.outlook.OutlookMemory;
import city.pulso.jobs.air.outlook.StationOutlook;
import city.pulso.jobs.air.outlook.StationOutlook.Forecast;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures the outlook against plain persistence ("it stays as it is"), on the same hours.
 *
 * <ul>
 *   <li>Everywhere: a station's profile is learnt from the first two thirds of its days; both are
 *       measured on the days held back.
 *   <li>Where it is used: the job's own rule runs over the whole recording, hour by hour, and what
 *       it gave is measured.
 * </ul>
 */
final class OutlookCheck {
  private static final long HOUR_MS = 3_600_000L;
  private static final long DAY_MS = 24 * HOUR_MS;

  private OutlookCheck() {}

  /** Forecasts of one pollutant so far ahead. */
  private static final class Pairs {
    private final List<Agreement.Pair> outlook = new ArrayList<>();
    private final List<Agreement.Pair> persistence = new ArrayList<>();
    private final Set<String> stations = new HashSet<>();

    void add(String station, double said, double now, double truth) {
      outlook.add(new Agreement.Pair(said, truth));
      persistence.add(new Agreement.Pair(now, truth));
      stations.add(station);
    }
  }

  /** What is forecast: of one pollutant, so far ahead. */
  private record What(Pollutant pollutant, int hoursAhead) {}

  /**
   * Every pollutant, one and three hours ahead.
   *
   * @param hourly means by station and start of the hour, Unix milliseconds
   */
  static List<OutlookError> of(Map<String, Map<Long, Map<Pollutant, BigDecimal>>> hourly) {
    Map<What, Pairs> used = new HashMap<>();
    hourly.forEach((station, hours) -> use(station, new TreeMap<>(hours), used));
    List<OutlookError> errors = new ArrayList<>();
    for (Pollutant pollutant : SiteExposure.POLLUTANTS) {
      for (int ahead : StationOutlook.AHEAD) {
        Pairs heldBack = new Pairs();
        hourly.forEach(
            (station, hours) -> measure(station, series(hours, pollutant), ahead, heldBack));
        if (!heldBack.outlook.isEmpty()) {
          Pairs given = used.getOrDefault(new What(pollutant, ahead), new Pairs());
          errors.add(
              new OutlookError(
                  pollutant,
                  ahead,
                  heldBack.outlook.size(),
                  Agreement.of(heldBack.outlook).rmse(),
                  Agreement.of(heldBack.persistence).rmse(),
                  new AirEvaluation.OutlookUse(
                      given.stations.size(),
                      given.outlook.size(),
                      Agreement.of(given.outlook).rmse(),
                      Agreement.of(given.persistence).rmse())));
        }
      }
    }
    return errors;
  }

  private static void use(
      String station, NavigableMap<Long, Map<Pollutant, BigDecimal>> hours, Map<What, Pairs> used) {
    StationOutlook rules = new StationOutlook();
    OutlookMemory memory = OutlookMemory.NONE;
    for (Map.Entry<Long, Map<Pollutant, BigDecimal>> hour : hours.entrySet()) {
      Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
      hour.getValue().forEach((pollutant, mean) -> means.put(pollutant, mean.doubleValue()));
      StationOutlook.Step step = rules.hour(memory, hour.getKey(), means);
      memory = step.memory();
      for (Forecast forecast : step.forecasts()) {
        BigDecimal truth =
            hours.getOrDefault(forecast.hourMs(), Map.of()).get(forecast.pollutant());
        Double now = means.get(forecast.pollutant());
        if (truth != null && now != null) {
          used.computeIfAbsent(
                  new What(forecast.pollutant(), forecast.hoursAhead()), what -> new Pairs())
              .add(station, forecast.value(), now, truth.doubleValue());
        }
      }
    }
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
      String station, NavigableMap<Long, Double> series, int ahead, Pairs heldBack) {
    if (series.isEmpty()) {
      return;
    }
    long firstDay = Math.floorDiv(series.firstKey(), DAY_MS);
    long days = Math.floorDiv(series.lastKey(), DAY_MS) - firstDay + 1;
    long heldBackFrom = (firstDay + days * 2 / 3) * DAY_MS;
    DailyProfile profile = DailyProfile.EMPTY;
    for (Map.Entry<Long, Double> hour : series.headMap(heldBackFrom, false).entrySet()) {
      profile = profile.with(hour.getKey(), hour.getValue());
    }
    for (Map.Entry<Long, Double> hour : series.tailMap(heldBackFrom, true).entrySet()) {
      Double then = series.get(hour.getKey() + ahead * HOUR_MS);
      Double expected = profile.outlook(hour.getValue(), hour.getKey(), ahead);
      if (then != null && expected != null) {
        heldBack.add(station, expected, hour.getValue(), then);
      }
    }
  }
}
