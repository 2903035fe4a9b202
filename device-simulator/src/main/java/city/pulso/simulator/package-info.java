/**
 * The device simulator: a virtual city, or recorded data, sent by devices over real CoAP and MQTT
 * sockets.
 */
@NullMarked
package city.pulso.simulator;

import org.jspecify.annotations.NullMarked;
