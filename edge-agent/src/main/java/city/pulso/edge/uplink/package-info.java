/**
 * The way up: MQTT 5 to the city's broker, a bounded window of batches without receipt, re-sending,
 * receipts, and the gateway's registry entry. Threads: one shared timer thread for all agents of
 * the JVM and those of the MQTT client library.
 */
@NullMarked
package city.pulso.edge.uplink;

import org.jspecify.annotations.NullMarked;
