/**
 * Brings alerts to the people who must know, and shows the city live. {@link
 * city.pulso.alerting.AlertingServer} wires the parts; its own classes only read the configuration,
 * start and stop.
 *
 * <p>Threads: intake commits alerts on one thread, each receiver is served by one thread, the
 * console by Jetty's. All of them meet in the database, which admits one transaction at a time.
 *
 * <p>When something fails: an alert is acknowledged to the broker only after its commit, and a
 * notification leaves the outbox only after its receiver has taken it; so a crash anywhere repeats
 * work and loses none.
 */
@NullMarked
package city.pulso.alerting;

import org.jspecify.annotations.NullMarked;
