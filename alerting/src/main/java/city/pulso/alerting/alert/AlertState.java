package city.pulso.alerting.alert;

import java.time.Instant;

/** Where an alert stands. A move that has no method here cannot be made. */
public sealed interface AlertState {

  /** When the alert last began to fire. */
  Instant since();

  /**
   * Escalation step {@code step} (0 = first) has been notified; nobody has answered yet. Nothing
   * moves the step yet: whoever does so calls {@link #escalate}.
   */
  record Firing(Instant since, int step) implements AlertState {
    public Firing escalate() {
      return new Firing(since, step + 1);
    }

    public Acknowledged acknowledge(String by, Instant at) {
      return new Acknowledged(since, by, at);
    }

    public Resolved resolve(Instant at) {
      return new Resolved(since, at);
    }
  }

  /** A person has taken it: escalation stops, the alert stays open. */
  record Acknowledged(Instant since, String by, Instant at) implements AlertState {
    public Resolved resolve(Instant at) {
      return new Resolved(since, at);
    }
  }

  /** The condition has ceased. */
  record Resolved(Instant since, Instant at) implements AlertState {
    /** Late data showed that the condition had not ceased: nobody has answered to that. */
    public Firing reopen(Instant at) {
      return new Firing(at, 0);
    }
  }
}
