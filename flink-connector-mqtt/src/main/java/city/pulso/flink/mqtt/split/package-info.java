/** What a reader reads: one subscriber of the broker, and how it is written into checkpoints. */
@NullMarked
package city.pulso.flink.mqtt.split;

import org.jspecify.annotations.NullMarked;
