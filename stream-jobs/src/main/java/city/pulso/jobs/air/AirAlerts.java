package city.pulso.jobs.air;

import city.pulso.jobs.air.SubjectNews.About;
import city.pulso.jobs.air.advice.Advice;
import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.episode.AlertLevels;
import city.pulso.jobs.air.episode.Episode;
import city.pulso.jobs.air.episode.EpisodeTrack;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.index.IndexCategory;
import city.pulso.jobs.air.index.IndexSchemes;
import city.pulso.jobs.registry.OpeningHours;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Evidence;
import city.pulso.schemas.v1.Severity;
import city.pulso.schemas.v1.Support;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What alerts about stations and sites should be: everything but id and revision, which are the
 * alert book's. No state.
 */
final class AirAlerts {
  /** From so many hours without data on, an open alert says so. */
  static final int UNHEARD_FROM_HOURS = 3;

  static final String IMPROVED = "category-improved";
  static final String LATE_DATA = "late-data";

  /**
   * Ending of the message key while the air is below the level and the alert not yet over: its text
   * says what was reached, what it is now, and when it ends.
   */
  static final String EASING = "-easing";

  /** Parameter: hours with an index that must stay below the level before the alert ends. */
  static final String ENDS_AFTER_HOURS = "ends_after_hours";

  private static final int MOST_FIGURES = 16;

  private final String scheme;
  private final AlertLevels levels;

  AirAlerts(String scheme) {
    this.scheme = scheme;
    this.levels = AlertLevels.of(scheme);
  }

  AlertLevels levels() {
    return levels;
  }

  /** Kind of the alert about a station or site: one per group, so that one of each can be open. */
  static String kind(SubjectNews.Kind kind, Group group) {
    String about = group == Group.SENSITIVE ? "air-sensitive" : "air-unhealthy";
    return kind == SubjectNews.Kind.SITE ? "site-" + about : about;
  }

  static Audience audience(Group group) {
    return group == Group.SENSITIVE ? Audience.SENSITIVE_GROUPS : Audience.PUBLIC;
  }

  /**
   * The alert as it should be after the newest hour.
   *
   * @param endedBecause why, if its episode is over
   * @param zone the city's; null = not known
   * @return empty when no hour has been said; cleared, too, when there never was an episode
   */
  Optional<Alert> wanted(
      SubjectNews.Kind kind,
      String id,
      About about,
      EpisodeTrack track,
      Group group,
      String endedBecause,
      @Nullable ZoneId zone) {
    Episode episode = track.episode(group, levels);
    JudgedHour newest = track.newest();
    if (newest == null) {
      return Optional.empty();
    }
    long atMs = newest.hourMs() + HourBucket.HOUR_MS;
    Alert.Builder alert =
        Alert.newBuilder()
            .setKind(kind(kind, group))
            .setSubject(id)
            .setOpenedAtMs(episode.openedAtMs())
            .setUpdatedAtMs(atMs)
            .setDistrict(about.district());
    if (!episode.open()) {
      return Optional.of(
          alert
              .setStatus(AlertStatus.CLEARED)
              .setClearedAtMs(episode.clearedAtMs() == 0 ? atMs : episode.clearedAtMs())
              .setClearedBecause(endedBecause)
              .build());
    }
    boolean critical = episode.peakRank() >= levels.of(group).criticalRank();
    JudgedHour known = track.newestKnown();
    int rank = known == null ? episode.peakRank() : known.rank();
    boolean easing = rank < levels.of(group).openRank();
    alert
        .setStatus(AlertStatus.OPEN_ALERT)
        .setSeverity(critical ? Severity.CRITICAL : Severity.WARNING)
        .setAudience(audience(group))
        .setMessageKey(alert.getKind() + (easing ? EASING : ""))
        .setRule(levels.rule(group, category(levels.of(group).openRank())))
        .putParameters("name", about.name().isEmpty() ? id : about.name())
        .putParameters("group", group.key());
    if (!about.siteKind().isEmpty()) {
      alert.putParameters("site_kind", about.siteKind());
    }
    if (track.unheardHours() >= UNHEARD_FROM_HOURS) {
      alert.putParameters("unheard_hours", Integer.toString(track.unheardHours()));
    }
    Advice advice =
        kind == SubjectNews.Kind.SITE
            ? Advice.atSite(group, air(group, rank), hours(about), local(atMs, zone))
            : Advice.outdoors(group, air(group, rank));
    alert.setActionKey(advice.key()).putAllParameters(advice.parameters());
    if (easing) {
      int more = levels.of(group).clearAfterHours() - episode.betterHours();
      alert.putParameters(ENDS_AFTER_HOURS, Integer.toString(more));
    }
    if (rank < episode.peakRank()) {
      worst(alert, track, episode, zone);
    }
    rest(alert, known);
    return Optional.of(alert.build());
  }

  private Advice.Air air(Group group, int rank) {
    if (rank >= levels.of(group).criticalRank()) {
      return Advice.Air.CRITICAL;
    }
    if (rank >= levels.of(group).openRank()) {
      return Advice.Air.BAD;
    }
    return rank >= levels.of(Group.SENSITIVE).openRank()
        ? Advice.Air.BAD_FOR_SENSITIVE
        : Advice.Air.EASED;
  }

  /** What was reached; with index and local time when the hour is still among those kept. */
  private void worst(
      Alert.Builder alert, EpisodeTrack track, Episode episode, @Nullable ZoneId zone) {
    alert.putParameters("worst_category", category(episode.peakRank()));
    track.hours().tailMap(episode.openedAtMs(), true).values().stream()
        .filter(hour -> hour.rank() == episode.peakRank() && index(hour) >= 0)
        .max(Comparator.comparingDouble(AirAlerts::index))
        .ifPresent(
            hour -> {
              alert.putParameters("worst_aqi", Long.toString(Math.round(index(hour))));
              LocalDateTime at = local(hour.hourMs() + HourBucket.HOUR_MS, zone);
              if (at != null) {
                alert.putParameters("worst_at", Advice.written(at));
              }
            });
  }

  /** Negative: none. */
  private static double index(JudgedHour hour) {
    return hour.figures().stream()
        .filter(figure -> figure.name().equals("aqi"))
        .mapToDouble(JudgedHour.Figure::value)
        .findFirst()
        .orElse(-1);
  }

  /** Numbers, stations and category of the hour it rests on. */
  private static void rest(Alert.Builder alert, @Nullable JudgedHour hour) {
    if (hour == null) {
      return;
    }
    alert.putParameters("category", hour.category());
    if (index(hour) >= 0) {
      alert.putParameters("aqi", Long.toString(Math.round(index(hour))));
    }
    if (!hour.pollutant().isEmpty()) {
      alert.putParameters("pollutant", hour.pollutant());
    }
    if (hour.revision() > 1) {
      alert.putParameters("hour_revision", Integer.toString(hour.revision()));
    }
    long atMs = hour.hourMs() + HourBucket.HOUR_MS;
    hour.figures().stream()
        .limit(MOST_FIGURES)
        .forEach(
            figure ->
                alert.addEvidence(evidence(figure.name(), figure.value(), figure.unit(), atMs)));
    hour.stations()
        .forEach(
            station ->
                alert.addStations(
                    Support.newBuilder()
                        .setStation(station.station())
                        .setDistanceM(Math.rint(station.metres()))));
  }

  static Evidence evidence(String name, double value, String unit, long atMs) {
    return Evidence.newBuilder().setName(name).setValue(value).setUnit(unit).setAtMs(atMs).build();
  }

  private String category(int rank) {
    return IndexSchemes.byTag(scheme).categories().stream()
        .filter(c -> c.rank() == rank)
        .map(IndexCategory::key)
        .findFirst()
        .orElseThrow();
  }

  private static @Nullable OpeningHours hours(About about) {
    if (about.openingHours().isEmpty()) {
      return null;
    }
    try {
      return OpeningHours.parse(about.openingHours());
    } catch (IllegalArgumentException fromAnotherPublisher) {
      return null;
    }
  }

  private static @Nullable LocalDateTime local(long atMs, @Nullable ZoneId zone) {
    return zone == null ? null : LocalDateTime.ofInstant(Instant.ofEpochMilli(atMs), zone);
  }
}
