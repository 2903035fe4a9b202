package city.pulso.alerting.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A number an alert rests on.
 *
 * @param name for example {@code pm2_5_nowcast}
 * @param unit UCUM, for example {@code ug/m3}; {@code 1} or empty: none
 * @param at event time of the value
 */
public record Evidence(String name, double value, String unit, Instant at) {
  private static final Set<String> DURATIONS =
      Set.of(
          "hours_without_activity",
          "hours_without_report",
          "hours_unknown",
          "minutes_without_heartbeat");

  /** Whether it is how long something has lasted, and so grows for as long as the alert is open. */
  public boolean runsOn() {
    return DURATIONS.contains(name);
  }

  /** A duration as it is at another time; every other number, and any time before, as it is. */
  public Evidence asOf(Instant now) {
    if (!runsOn() || !now.isAfter(at)) {
      return this;
    }
    double unitMs = (unit.equals("min") ? Duration.ofMinutes(1) : Duration.ofHours(1)).toMillis();
    return new Evidence(name, value + Duration.between(at, now).toMillis() / unitMs, unit, now);
  }
}
