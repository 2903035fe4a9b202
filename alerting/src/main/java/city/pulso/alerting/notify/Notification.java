package city.pulso.alerting.notify;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.Change;
import city.pulso.alerting.text.Language;
import java.time.Instant;
import java.time.ZoneId;

/**
 * One thing to tell one receiver.
 *
 * @param city name of the city
 * @param at city time of this attempt
 * @param zone in which times are written for people
 */
public record Notification(
    Change.Event event, Alert alert, Language language, String city, Instant at, ZoneId zone) {

  /** The same at every attempt, so that a receiver can drop what it already has. */
  public String idempotencyKey() {
    return alert.id() + "/" + alert.revision();
  }
}
