package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.exposure.InverseDistance.Sight;
import city.pulso.jobs.air.exposure.SiteTrack.Said;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says the hours of a sensitive site from the hours of the stations.
 *
 * <ul>
 *   <li>An hour is said when every station within the radius has said it, at the latest when any
 *       station of the city says a later one. Stations that are silent then leave an estimate of
 *       fewer stations, or none.
 *   <li>A station's hour that comes or changes later says the site's hour again, one revision
 *       higher if that changes anything.
 *   <li>A station that alone jumps for an hour while its neighbours stay quiet is not estimated
 *       with.
 * </ul>
 */
public final class SiteExposure {
  /** Hours of the city's time for which a site's hour can still change. */
  public static final int KEPT_HOURS = 48;

  /** Pollutants estimated. */
  public static final List<Pollutant> POLLUTANTS =
      List.of(
          Pollutant.PM2_5,
          Pollutant.PM10,
          Pollutant.O3,
          Pollutant.NO2,
          Pollutant.SO2,
          Pollutant.CO);

  static final long HOUR_MS = 3_600_000L;
  static final long KEPT_MS = KEPT_HOURS * HOUR_MS;

  private final ExposureConfig config;
  private final InverseDistance weighting;

  public SiteExposure(ExposureConfig config) {
    this.config = config;
    this.weighting = new InverseDistance(config);
  }

  /**
   * What came of it.
   *
   * @param site the site with what is said now
   * @param fresh hours to write, new or revised, by start of the hour
   */
  public record Step(SiteTrack site, NavigableMap<Long, Said> fresh) {
    public Step {
      fresh = Collections.unmodifiableNavigableMap(new TreeMap<>(fresh));
    }
  }

  /** A station within the radius. */
  private record Neighbour(String id, double metres, StationHours station) {}

  /** Says what is due, and the hour a station has just said. */
  public Step touched(SiteTrack site, Map<String, StationHours> city, long hourMs) {
    return say(site, city, hourMs);
  }

  /** Says what is due, and every hour again: for a site that is new or has moved. */
  public Step all(SiteTrack site, Map<String, StationHours> city) {
    return say(site, city, null);
  }

  private Step say(SiteTrack site, Map<String, StationHours> city, @Nullable Long touchedMs) {
    if (city.isEmpty()) {
      return new Step(site, new TreeMap<>());
    }
    long newest = newestMs(city);
    long first = city.values().stream().mapToLong(s -> s.hours().firstKey()).min().orElse(newest);
    long oldest = Math.max(first, newest - KEPT_MS);
    List<Neighbour> around = around(site.place(), city);
    NavigableMap<Long, Said> said = new TreeMap<>(site.said().tailMap(oldest, true));
    NavigableMap<Long, Said> fresh = new TreeMap<>();
    for (long hourMs = oldest; hourMs <= newest; hourMs += HOUR_MS) {
      Said before = said.get(hourMs);
      boolean asked = touchedMs == null || touchedMs == hourMs;
      boolean due = hourMs < newest || everyoneSaid(around, hourMs);
      if (before == null ? due : asked) {
        Map<Pollutant, Estimate> estimates = estimates(around, city, hourMs);
        if (before == null || !before.estimates().equals(estimates)) {
          Said now = new Said(before == null ? 1 : before.revision() + 1, estimates);
          said.put(hourMs, now);
          fresh.put(hourMs, now);
        }
      }
    }
    return new Step(new SiteTrack(site.district(), site.kind(), site.place(), said), fresh);
  }

  /** Start of the newest hour any station has said, Unix milliseconds. */
  public static long newestMs(Map<String, StationHours> city) {
    return city.values().stream()
        .mapToLong(station -> station.hours().lastKey())
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /**
   * Whether an hour is too old to change any site.
   *
   * @param newestMs {@link #newestMs} of the city
   */
  public static boolean tooLate(long newestMs, long hourMs) {
    return newestMs != Long.MIN_VALUE && hourMs < newestMs - KEPT_MS;
  }

  private List<Neighbour> around(Place place, Map<String, StationHours> city) {
    List<Neighbour> around = new ArrayList<>();
    city.forEach(
        (id, station) -> {
          double metres = place.metresTo(station.place());
          if (metres <= config.radiusM()) {
            around.add(new Neighbour(id, metres, station));
          }
        });
    return around;
  }

  private static boolean everyoneSaid(List<Neighbour> around, long hourMs) {
    return around.stream().allMatch(n -> n.station().hours().containsKey(hourMs));
  }

  private Map<Pollutant, Estimate> estimates(
      List<Neighbour> around, Map<String, StationHours> city, long hourMs) {
    Map<Pollutant, Estimate> estimates = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : POLLUTANTS) {
      List<Sight> sights = new ArrayList<>();
      for (Neighbour neighbour : around) {
        Double mean = neighbour.station().hours().getOrDefault(hourMs, Map.of()).get(pollutant);
        if (mean != null && !LoneSpike.is(neighbour.id(), city, hourMs, pollutant)) {
          sights.add(new Sight(neighbour.metres(), mean));
        }
      }
      estimates.put(pollutant, weighting.estimate(sights));
    }
    return estimates;
  }
}
