/**
 * Tells people. What must be sent is written to an outbox in the transaction that accepts the
 * alert; one thread per receiver empties it, oldest first.
 *
 * <p>Guarantee: at least once, in order per receiver and alert. What a receiver keeps refusing is
 * given up after the configured number of attempts, counted and shown.
 */
@NullMarked
package city.pulso.alerting.notify;

import org.jspecify.annotations.NullMarked;
