package city.pulso.alerting.alert;

import java.time.Instant;

/**
 * One line of an alert's audit trail.
 *
 * @param at city time
 * @param what for example {@code opened}, {@code acknowledged}, {@code notified}
 * @param who a person, a receiver, or {@code pulso}
 * @param detail parts with ", " between them; one that begins with {@link #BECAUSE} says why the
 *     alert was cleared
 */
public record AuditEntry(Instant at, String what, String who, String detail) {
  /** Before the key of a reason. */
  public static final String BECAUSE = "because ";
}
