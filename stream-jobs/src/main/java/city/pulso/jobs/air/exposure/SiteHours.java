package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.episode.JudgedHour.Figure;
import city.pulso.jobs.air.episode.JudgedHour.Support;
import city.pulso.jobs.air.exposure.SiteTrack.Said;
import city.pulso.jobs.air.index.AirIndex;
import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A site's hours as an index scheme judges them: its estimates are taken for hourly means. An hour
 * with too few of them has no index, and says why.
 */
public final class SiteHours {
  /** Estimates are doubles: this many decimals are meant. */
  private static final int DECIMALS = 6;

  private final IndexScheme scheme;
  private final ExposureConfig config;

  public SiteHours(IndexScheme scheme, ExposureConfig config) {
    this.scheme = scheme;
    this.config = config;
  }

  /** The hours said anew, and those whose index rests on them. */
  public List<JudgedHour> judge(SiteExposure.Step step, Map<String, StationHours> city) {
    List<JudgedHour> judged = new ArrayList<>();
    if (step.fresh().isEmpty()) {
      return judged;
    }
    NavigableMap<Long, Said> said = step.site().said();
    long last = step.fresh().lastKey() + (RecentHours.DEPTH - 1) * SiteExposure.HOUR_MS;
    said.subMap(step.fresh().firstKey(), true, last, true)
        .forEach((hourMs, hour) -> judged.add(judge(step.site(), hourMs, hour, city)));
    return judged;
  }

  private JudgedHour judge(SiteTrack site, long hourMs, Said hour, Map<String, StationHours> city) {
    RecentHours.Builder recent = RecentHours.builder();
    RecentHours.Builder own = RecentHours.builder();
    List<Figure> figures = new ArrayList<>();
    for (int age = 0; age < RecentHours.DEPTH; age++) {
      Said earlier = site.said().get(hourMs - age * SiteExposure.HOUR_MS);
      if (earlier != null) {
        put(recent, age, earlier);
      }
      put(own, age, hour);
    }
    hour.estimates()
        .forEach(
            (pollutant, estimate) -> {
              if (estimate.value() != null) {
                figures.add(
                    new Figure(pollutant.key() + "_1h", estimate.value(), pollutant.unit()));
              }
            });
    boolean any = !figures.isEmpty();
    AirIndex index = scheme.index(recent.build());
    if (index.value() != null) {
      figures.add(0, new Figure("aqi", index.value(), "1"));
    }
    List<Support> stations = stations(site.place(), hourMs, city);
    int rank = index.category().rank();
    return new JudgedHour(
        hourMs,
        hour.revision(),
        rank,
        any ? scheme.index(own.build()).category().rank() : 0,
        index.category().key(),
        index.responsible().isEmpty() ? "" : index.responsible().get(0).key(),
        rank > 0 ? "" : noData(any, stations.size()),
        figures,
        stations);
  }

  private static String noData(boolean any, int stations) {
    if (any || stations > 1) {
      return "not-enough-hours";
    }
    return stations == 0 ? "no-station-in-reach" : "one-station-in-reach";
  }

  private static void put(RecentHours.Builder hours, int age, Said said) {
    said.estimates()
        .forEach(
            (pollutant, estimate) -> {
              Double value = estimate.value();
              if (value != null) {
                hours.put(
                    pollutant,
                    age,
                    BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP));
              }
            });
  }

  /** Those within reach that have a mean of anything, as many as an estimate takes. */
  private List<Support> stations(Place place, long hourMs, Map<String, StationHours> city) {
    List<Support> near = new ArrayList<>();
    city.forEach(
        (id, station) -> {
          Map<Pollutant, Double> means = station.hours().getOrDefault(hourMs, Map.of());
          double metres = place.metresTo(station.place());
          if (metres <= config.radiusM() && !means.isEmpty()) {
            near.add(new Support(id, metres));
          }
        });
    near.sort(Comparator.comparingDouble(Support::metres).thenComparing(Support::station));
    boolean alone = !near.isEmpty() && near.get(0).metres() < config.aloneM();
    return near.subList(0, Math.min(near.size(), alone ? 1 : config.most()));
  }
}
