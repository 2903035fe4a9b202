package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.advisory.DistrictTrack;
import city.pulso.jobs.air.advisory.DistrictTrack.InForce;
import city.pulso.jobs.air.advisory.KoreanAdvisory.Stage;
import city.pulso.jobs.air.episode.AlertLevels;
import city.pulso.jobs.air.episode.CityWideRule;
import city.pulso.jobs.air.episode.Episode;
import city.pulso.jobs.air.episode.EpisodeTrack;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.evaluation.AirEvaluation.Advisory;
import city.pulso.jobs.air.evaluation.AirEvaluation.Incident;
import city.pulso.jobs.air.evaluation.AirEvaluation.StationEpisode;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.station.HourRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one data set, station after station, each taken for a district of its own; then
 * those of the city. One thread.
 */
final class AlertTally {
  private static final long HOUR_MS = 3_600_000L;

  private final AlertLevels levels;
  private final List<StationEpisode> episodes = new ArrayList<>();
  private final List<Advisory> advisories = new ArrayList<>();
  private final Map<Group, Map<Long, Integer>> open = new EnumMap<>(Group.class);
  private final Map<Long, Integer> reporting = new TreeMap<>();
  private final Map<Group, StationEpisode> running = new EnumMap<>(Group.class);
  private final Map<Pollutant, Advisory> inForce = new EnumMap<>(Pollutant.class);
  private EpisodeTrack track = EpisodeTrack.EMPTY;
  private DistrictTrack district = DistrictTrack.EMPTY;
  private String station = "";

  AlertTally(AlertLevels levels) {
    this.levels = levels;
  }

  void station(String next) {
    finish();
    station = next;
    track = EpisodeTrack.EMPTY;
    district = DistrictTrack.EMPTY;
  }

  void add(HourRecord hour) {
    track = track.with(List.of(judged(hour)), levels);
    for (Group group : Group.values()) {
      episode(group, track.episode(group, levels), hour);
    }
    if (hour.index().rank() > 0) {
      reporting.merge(hour.hourMs(), 1, Integer::sum);
    }
    Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
    hour.means().forEach((pollutant, mean) -> means.put(pollutant, mean.doubleValue()));
    district = district.with(station, hour.hourMs(), means);
    for (Pollutant pollutant : DistrictTrack.POLLUTANTS) {
      advisory(pollutant, district.inForce(pollutant));
    }
  }

  List<StationEpisode> episodes() {
    finish();
    return episodes;
  }

  List<Advisory> advisories() {
    return advisories;
  }

  /** What the hours of all stations together come to. */
  List<Incident> incidents() {
    CityWideRule rule = CityWideRule.STANDARD;
    List<Incident> incidents = new ArrayList<>();
    for (Group group : Group.values()) {
      Map<Long, Integer> withAlert = open.getOrDefault(group, Map.of());
      Incident on = null;
      for (Map.Entry<Long, Integer> hour : reporting.entrySet()) {
        int count = withAlert.getOrDefault(hour.getKey(), 0);
        if (on == null && rule.opens(count, hour.getValue())) {
          on = new Incident(group, hour.getKey(), null, count);
        } else if (on != null && !rule.goesOn(count, hour.getValue())) {
          incidents.add(new Incident(group, on.openedAtMs(), hour.getKey() + HOUR_MS, on.most()));
          on = null;
        } else if (on != null) {
          on = new Incident(group, on.openedAtMs(), null, Math.max(on.most(), count));
        }
      }
      if (on != null) {
        incidents.add(on);
      }
    }
    return incidents;
  }

  private void episode(Group group, Episode now, HourRecord hour) {
    StationEpisode known = running.get(group);
    if (now.open()) {
      open.computeIfAbsent(group, g -> new TreeMap<>()).merge(hour.hourMs(), 1, Integer::sum);
      running.put(group, grown(group, known, now, hour.index()));
    } else if (known != null) {
      running.remove(group);
      episodes.add(
          new StationEpisode(
              station,
              group,
              known.openedAtMs(),
              now.clearedAtMs(),
              known.peak(),
              known.responsible()));
    }
  }

  private StationEpisode grown(
      Group group, @Nullable StationEpisode known, Episode now, HourRecord.HourIndex index) {
    int value = index.value() == null ? 0 : index.value();
    return known != null && known.peak() >= value
        ? known
        : new StationEpisode(station, group, now.openedAtMs(), null, value, index.responsible());
  }

  private void advisory(Pollutant pollutant, InForce now) {
    Advisory known = inForce.get(pollutant);
    Stage stage = now.advisory().stage();
    if (stage != Stage.NONE) {
      boolean worse = known == null || stage.compareTo(known.highest()) > 0;
      inForce.put(
          pollutant, worse ? new Advisory(station, pollutant, stage, now.sinceMs(), null) : known);
    } else if (known != null) {
      inForce.remove(pollutant);
      advisories.add(
          new Advisory(station, pollutant, known.highest(), known.sinceMs(), now.overMs()));
    }
  }

  private void finish() {
    episodes.addAll(running.values());
    running.clear();
    advisories.addAll(inForce.values());
    inForce.clear();
  }

  private static JudgedHour judged(HourRecord hour) {
    return new JudgedHour(
        hour.hourMs(),
        hour.indexRevision(),
        hour.index().rank(),
        hour.ownRank(),
        hour.index().category(),
        "",
        "",
        List.of(),
        List.of());
  }
}
