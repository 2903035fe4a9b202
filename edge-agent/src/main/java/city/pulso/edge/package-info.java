/**
 * The gateway program: takes device messages over CoAP and from a local MQTT broker, answers only
 * once they are on disk, and sends them up until a receipt says that they are safe in a checkpoint.
 *
 * <p>Door: {@link city.pulso.edge.EdgeAgent}. Many agents may live in one JVM; each has its own
 * directory and spool, and they share the threads of CoAP and MQTT.
 */
@NullMarked
package city.pulso.edge;

import org.jspecify.annotations.NullMarked;
