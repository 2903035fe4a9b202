/**
 * An MQTT 5 broker inside this process, on loopback only.
 *
 * <p>It keeps everything in memory: what it holds when the process ends is gone, retained messages
 * included. Nothing in Pulso counts on a broker that remembers: gateways send again what has no
 * receipt, and the registry is published at every start.
 */
@NullMarked
package city.pulso.standalone.broker;

import org.jspecify.annotations.NullMarked;
