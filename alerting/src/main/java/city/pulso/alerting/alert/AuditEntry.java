package city.pulso.alerting.alert;

import java.time.Instant;

/**
 * One line of an alert's audit trail.
 *
 * @param at city time
 * @param what for example {@code opened}, {@code acknowledged}, {@code notified}
 * @param who a person, a receiver, or {@code pulso}
 */
public record AuditEntry(Instant at, String what, String who, String detail) {}
