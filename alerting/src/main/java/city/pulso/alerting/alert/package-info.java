/**
 * What an alert is, where it stands, and the book in which it is kept.
 *
 * <p>Threads: any. Each call of {@link city.pulso.alerting.alert.AlertBook} is one transaction.
 */
@NullMarked
package city.pulso.alerting.alert;

import org.jspecify.annotations.NullMarked;
