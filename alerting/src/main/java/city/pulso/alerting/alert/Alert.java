package city.pulso.alerting.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One revision of an alert, as published on {@code pulso/v1/alert/{kind}/{subject}}. All times are
 * event times.
 *
 * @param id the same however often the alert is recomputed: kind, subject, opening time
 * @param open whether the condition holds
 * @param revision from 1; the highest counts
 * @param clearedAt null while open
 * @param clearedBecause message key, empty while open
 * @param messageKey of its text
 * @param parameters for the text's placeholders
 * @param district id; empty: none
 * @param grounds rule, stations, recommended action and incident
 */
public record Alert(
    String id,
    String kind,
    String subject,
    boolean open,
    long revision,
    Severity severity,
    Audience audience,
    Instant openedAt,
    @Nullable Instant clearedAt,
    String clearedBecause,
    String messageKey,
    Map<String, String> parameters,
    List<Evidence> evidence,
    String district,
    Instant updatedAt,
    Grounds grounds) {
  public Alert {
    parameters = Map.copyOf(parameters);
    evidence = List.copyOf(evidence);
  }

  /** Whether the condition no longer holds and the alert only waits for it to stay so. */
  public boolean easing() {
    return open && messageKey.endsWith("-easing");
  }

  /** Whether people are told of an incident instead of this. */
  public boolean partOfIncident() {
    return !grounds.incident().isEmpty();
  }
}
