package city.pulso.alerting.alert;

import java.time.Instant;

/**
 * An alert with what we know of it.
 *
 * @param alert newest revision
 * @param highest severity it has had since it last opened
 * @param receivedAt city time at which the newest revision was taken
 */
public record TrackedAlert(Alert alert, AlertState state, Severity highest, Instant receivedAt) {

  /** Whether it is open, acknowledged or not. */
  public boolean isOpen() {
    return !(state instanceof AlertState.Resolved);
  }
}
