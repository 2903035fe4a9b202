package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.episode.AlertLevels;
import city.pulso.jobs.air.evaluation.AirEvaluation.DataSetResult;
import city.pulso.jobs.air.evaluation.AirEvaluation.StationEpisode;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.Verdict;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Outcome;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what the rules made of one data set, station after station. One thread. */
final class OutcomeTally {
  private final Map<String, Integer> flagged = new TreeMap<>();
  private final Map<Pollutant, Integer> complete = new EnumMap<>(Pollutant.class);
  private final Map<String, Integer> categories = new LinkedHashMap<>();
  private final AlertTally alerts;
  private final Map<String, Map<Long, Map<Pollutant, BigDecimal>>> hourly = new TreeMap<>();
  private String station = "";
  private int replaced;
  private int hours;

  OutcomeTally(IndexScheme scheme) {
    scheme.categories().forEach(c -> categories.put(c.key(), 0));
    categories.put("no-data", 0);
    alerts = new AlertTally(AlertLevels.of(scheme.tag()));
  }

  void station(String next) {
    alerts.station(next);
    station = next;
  }

  void add(Outcome outcome) {
    Verdict verdict = outcome.verdict();
    if (verdict != null) {
      verdict.texts().forEach(text -> flagged.merge(text, 1, Integer::sum));
    }
    replaced += outcome.placement() == Outcome.Placement.REPLACED ? 1 : 0;
    for (HourRecord hour : outcome.hours()) {
      hourly.computeIfAbsent(station, s -> new TreeMap<>()).put(hour.hourMs(), hour.means());
      if (hour.revision() == 1) {
        hours++;
        hour.means().keySet().forEach(p -> complete.merge(p, 1, Integer::sum));
      }
    }
    for (HourRecord hour : outcome.indices()) {
      if (hour.indexRevision() == 1) {
        categories.merge(hour.index().category(), 1, Integer::sum);
      }
      alerts.add(hour);
    }
  }

  DataSetResult result(Recorded data, LeaveOneOut leaveOneOut, Map<String, Place> places) {
    List<StationEpisode> episodes = alerts.episodes();
    return new DataSetResult(
        data.name(),
        data.rows(),
        data.stations().size(),
        flagged,
        replaced,
        hours,
        complete,
        categories,
        episodes,
        alerts.advisories(),
        alerts.incidents(),
        leaveOneOut.of(hourly),
        DriftCheck.of(hourly, places),
        OutlookCheck.of(hourly));
  }
}
