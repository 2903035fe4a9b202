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
    alert
        .setStatus(AlertStatus.OPEN_ALERT)
        .setSeverity(critical ? Severity.CRITICAL : Severity.WARNING)
        .setAudience(audience(group))
        .setMessageKey(alert.getKind())
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
            ? Advice.atSite(group, critical, hours(about), local(atMs, zone))
            : Advice.outdoors(group, critical);
    alert.setActionKey(advice.key()).putAllParameters(advice.parameters());
    rest(alert, track.newestKnown());
    return Optional.of(alert.build());
  }

  /** Numbers, stations and category of the hour it rests on. */
  private static void rest(Alert.Builder alert, @Nullable JudgedHour hour) {
    if (hour == null) {
      return;
    }
    alert.putParameters("category", hour.category());
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
