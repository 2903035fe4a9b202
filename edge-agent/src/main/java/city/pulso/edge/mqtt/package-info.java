/**
 * Intake from a local MQTT broker: PUBACK only after the spool is synced. Threads: those of the
 * MQTT client library, shared by all agents of the JVM; no thread waits for a disk.
 */
@NullMarked
package city.pulso.edge.mqtt;

import org.jspecify.annotations.NullMarked;
