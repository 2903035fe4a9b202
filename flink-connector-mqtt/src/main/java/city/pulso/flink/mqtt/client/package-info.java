/**
 * The only place that knows the HiveMQ client. Connections run on that library's own event loop
 * threads; each class says what it calls on them.
 */
@NullMarked
package city.pulso.flink.mqtt.client;

import org.jspecify.annotations.NullMarked;
