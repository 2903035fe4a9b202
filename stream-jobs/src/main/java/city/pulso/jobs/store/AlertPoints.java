package city.pulso.jobs.store;

import city.pulso.jobs.ingest.Assignment;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;

/** The point of one revision of one alert. */
public final class AlertPoints {
  private AlertPoints() {}

  /** Its time is the event time of the revision. */
  public static StoredPoint of(Alert alert) {
    boolean open = alert.getStatus() == AlertStatus.OPEN_ALERT;
    return StoredPoint.of(Measurements.ALERTS, alert.getUpdatedAtMs())
        .tag("kind", alert.getKind())
        .tag("subject", alert.getSubject())
        .tag(
            "district",
            alert.getDistrict().isEmpty() ? Assignment.UNASSIGNED_TAG : alert.getDistrict())
        .text("id", alert.getId())
        .text("status", open ? "open" : "cleared")
        .whole("open", open ? 1 : 0)
        .whole("severity", alert.getSeverity().getNumber())
        .whole("revision", Integer.toUnsignedLong(alert.getRevision()))
        .text("because", alert.getClearedBecause())
        .build();
  }
}
