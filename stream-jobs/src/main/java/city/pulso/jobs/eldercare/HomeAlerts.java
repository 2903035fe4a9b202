package city.pulso.jobs.eldercare;

import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.eldercare.HomeRule.Facts;
import city.pulso.jobs.eldercare.Verdict.Inactive;
import city.pulso.jobs.eldercare.Verdict.Unknown;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Evidence;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From a verdict to alerts about one home: the person to caregivers, everything else to operators.
 * Plain Java, stateless: the books hold the state.
 */
final class HomeAlerts {
  static final String PERSON_INACTIVE = "person-inactive";
  static final String PLUG_SILENT = "plug-silent";
  static final String HOME_UNKNOWN = "home-unknown";

  /** Parameter: appliance and device of each silent plug. */
  static final String PLUGS = "plugs";

  private static final double HOUR_MS = 3_600_000;

  private final Home home;

  HomeAlerts(Home home) {
    this.home = home;
  }

  /**
   * Opens or clears the caregivers' alert. It opened when the limit was crossed, and is cleared by
   * activity only: one after that moment is "activity-seen"; one before it, in a report that came
   * late, is "late-data", and shows that the alarm was for want of data.
   */
  List<Alert> personInactive(AlertBook book, Verdict verdict, Facts facts, long evidenceMs) {
    List<Alert> changes = new ArrayList<>(1);
    Alert last = book.last();
    if (last != null && book.isOpen()) {
      long crossedMs = last.getOpenedAtMs();
      if (!(verdict instanceof Inactive inactive && inactive.sinceMs() == crossedMs)) {
        boolean after = facts.lastActivityMs() > crossedMs;
        boolean within = facts.lastActivityMs() > crossedMs - facts.limitMs();
        String because = after ? "activity-seen" : within ? "late-data" : "limit-changed";
        add(book.clear(because, after ? facts.lastActivityMs() : crossedMs), changes);
      }
    }
    if (verdict instanceof Inactive inactive) {
      Alert content =
          content(PERSON_INACTIVE, Severity.CRITICAL, Audience.CAREGIVERS)
              .putParameters("limit_hours", number(facts.limitMs() / HOUR_MS))
              .putParameters("last_activity_ms", Long.toString(facts.lastActivityMs()))
              .addEvidence(
                  evidence("hours_without_activity", evidenceMs - facts.startMs(), evidenceMs))
              .addEvidence(evidence("limit", facts.limitMs(), inactive.sinceMs()))
              .build();
      add(book.open(content, inactive.sinceMs(), evidenceMs), changes);
    }
    return changes;
  }

  /**
   * Opens the operators' alert about silent plugs, says it again when others are silent than it
   * names, or clears it when all report again.
   *
   * @param watched how many plugs can show activity
   * @param inhibited whether the gateway or the pipeline is the cause: then nothing new is opened
   */
  Optional<Alert> plugSilent(
      AlertBook book, SilentPlugs silent, int watched, boolean inhibited, long evidenceMs) {
    if (silent.plugs().isEmpty()) {
      return book.clear("reports-again", evidenceMs);
    }
    if (inhibited) {
      return Optional.empty();
    }
    Alert content =
        content(PLUG_SILENT, Severity.WARNING, Audience.OPERATORS)
            .putParameters(PLUGS, silent.names())
            .putParameters("silent", Integer.toString(silent.plugs().size()))
            .putParameters("watched", Integer.toString(watched))
            .addEvidence(
                evidence("hours_without_report", evidenceMs - silent.unheardSinceMs(), evidenceMs))
            .setStatus(AlertStatus.OPEN_ALERT)
            .setOpenedAtMs(silent.sinceMs())
            .setUpdatedAtMs(evidenceMs)
            .build();
    Alert last = book.last();
    boolean named =
        last != null
            && book.isOpen()
            && last.getParametersOrDefault(PLUGS, "").equals(silent.names());
    return named ? Optional.empty() : book.follow(content);
  }

  /**
   * Opens the operators' alert about a home of which nothing has been known for as long as its own
   * limit.
   *
   * @param nowMs newest evidence, or the clock where evidence cannot come
   */
  Optional<Alert> homeUnknown(AlertBook book, Verdict verdict, Facts facts, long nowMs) {
    if (!(verdict instanceof Unknown unknown)) {
      return book.clear("known-again", nowMs);
    }
    if (nowMs - unknown.sinceMs() < facts.limitMs()) {
      return Optional.empty();
    }
    Alert content =
        content(HOME_UNKNOWN, Severity.WARNING, Audience.OPERATORS)
            .putParameters("because", unknown.because())
            .addEvidence(evidence("hours_unknown", nowMs - unknown.sinceMs(), nowMs))
            .build();
    return book.open(content, unknown.sinceMs() + facts.limitMs(), nowMs);
  }

  private Alert.Builder content(String kind, Severity severity, Audience audience) {
    return Alert.newBuilder()
        .setKind(kind)
        .setSubject(home.getId())
        .setSeverity(severity)
        .setAudience(audience)
        .setMessageKey(kind)
        .putParameters("home", home.getId())
        .setDistrict(home.getDistrict());
  }

  private static Evidence evidence(String name, long durationMs, long atMs) {
    return Evidence.newBuilder()
        .setName(name)
        .setValue(durationMs / HOUR_MS)
        .setUnit("h")
        .setAtMs(atMs)
        .build();
  }

  private static String number(double hours) {
    return hours == Math.rint(hours) ? Long.toString((long) hours) : Double.toString(hours);
  }

  private static void add(Optional<Alert> change, List<Alert> changes) {
    change.ifPresent(changes::add);
  }
}
