package city.pulso.jobs.alert;

import city.pulso.jobs.wire.FormatType;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one kind about one subject: at most one is open. The same alert recomputed keeps
 * its id (kind, subject, opening time); every change that matters grows the revision.
 *
 * <p>An operator loads the last alert from its keyed state, asks, and stores {@link #last()} again.
 * Not thread-safe.
 */
public final class AlertBook {
  /** Type of alerts in streams and state. */
  public static final TypeInformation<Alert> TYPE = FormatType.ofMessage(Alert.class);

  private @Nullable Alert last;
  private boolean changed;

  /**
   * @param last newest revision of the newest alert; absent: there never was one
   */
  public AlertBook(@Nullable Alert last) {
    this.last = last;
  }

  /** Newest revision of the newest alert. */
  public @Nullable Alert last() {
    return last;
  }

  /** Whether {@link #last()} is another one than was loaded. */
  public boolean changed() {
    return changed;
  }

  public boolean isOpen() {
    return last != null && last.getStatus() == AlertStatus.OPEN_ALERT;
  }

  /**
   * Opens the alert, or revises the open one when severity, audience or text changed. Newer numbers
   * alone make no new revision.
   *
   * @param content kind, subject, severity, audience, message key, parameters, evidence, district
   * @param openedAtMs event time at which the condition began to hold: must not depend on when it
   *     was computed. Ignored while an alert is open
   * @param nowMs event time of the newest evidence
   * @return what to publish; empty when nothing changed
   */
  public Optional<Alert> open(Alert content, long openedAtMs, long nowMs) {
    Alert known = last;
    if (known != null && known.getStatus() == AlertStatus.OPEN_ALERT) {
      if (sameMeaning(known, content)) {
        return Optional.empty();
      }
      return publish(content, known.getOpenedAtMs(), nowMs, known.getRevision() + 1);
    }
    int revision =
        known != null && known.getOpenedAtMs() == openedAtMs ? known.getRevision() + 1 : 1;
    return publish(content, openedAtMs, nowMs, revision);
  }

  /**
   * Makes the alert what it should be. Unlike {@link #open}, newer numbers are a revision too.
   *
   * @param wanted open or cleared, with the times that belong to it; without id and revision
   * @return what to publish; empty when it is so already
   */
  public Optional<Alert> follow(Alert wanted) {
    if (wanted.getStatus() != AlertStatus.OPEN_ALERT) {
      return clear(wanted.getClearedBecause(), wanted.getClearedAtMs());
    }
    Alert known = last;
    if (known == null || known.getStatus() != AlertStatus.OPEN_ALERT) {
      return open(wanted, wanted.getOpenedAtMs(), wanted.getUpdatedAtMs());
    }
    Alert same =
        wanted.toBuilder()
            .setId(known.getId())
            .setRevision(known.getRevision())
            .setOpenedAtMs(known.getOpenedAtMs())
            .setUpdatedAtMs(known.getUpdatedAtMs())
            .build();
    return same.equals(known)
        ? Optional.empty()
        : publish(wanted, known.getOpenedAtMs(), wanted.getUpdatedAtMs(), known.getRevision() + 1);
  }

  /**
   * Clears the open alert.
   *
   * @param because message key, for example activity-seen
   * @param clearedAtMs event time at which the condition ceased
   * @return what to publish; empty when none is open
   */
  public Optional<Alert> clear(String because, long clearedAtMs) {
    Alert known = last;
    if (known == null || known.getStatus() != AlertStatus.OPEN_ALERT) {
      return Optional.empty();
    }
    Alert cleared =
        known.toBuilder()
            .setStatus(AlertStatus.CLEARED)
            .setRevision(known.getRevision() + 1)
            .setClearedAtMs(clearedAtMs)
            .setClearedBecause(because)
            .setUpdatedAtMs(Math.max(known.getUpdatedAtMs(), clearedAtMs))
            .build();
    last = cleared;
    changed = true;
    return Optional.of(cleared);
  }

  private Optional<Alert> publish(Alert content, long openedAtMs, long nowMs, int revision) {
    Alert alert =
        content.toBuilder()
            .setId(content.getKind() + "/" + content.getSubject() + "/" + openedAtMs)
            .setStatus(AlertStatus.OPEN_ALERT)
            .setRevision(revision)
            .setOpenedAtMs(openedAtMs)
            .setUpdatedAtMs(Math.max(openedAtMs, nowMs))
            .build();
    last = alert;
    changed = true;
    return Optional.of(alert);
  }

  private static boolean sameMeaning(Alert a, Alert b) {
    return a.getSeverity() == b.getSeverity()
        && a.getAudience() == b.getAudience()
        && a.getMessageKey().equals(b.getMessageKey());
  }
}
