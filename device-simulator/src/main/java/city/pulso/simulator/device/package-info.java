/**
 * Devices' side of the wire: messages over real CoAP and MQTT sockets, sent until they are
 * answered.
 *
 * <p>Guarantees: a message is repeated until the gateway answered it (CoAP 2.04 or 4.xx, MQTT
 * PUBACK); messages of one device are sent one after the other, in order; the number in flight and
 * the number waiting are bounded. A message whose answer was lost is sent twice.
 *
 * <p>Only this package imports Californium and the HiveMQ client.
 */
@NullMarked
package city.pulso.simulator.device;

import org.jspecify.annotations.NullMarked;
