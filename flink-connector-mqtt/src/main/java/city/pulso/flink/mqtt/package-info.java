/**
 * A Flink source (FLIP-27) and a Flink sink (Sink V2) for MQTT 5.
 *
 * <p>The source is at least once: it releases the PUBACK of a message when the checkpoint that
 * contains the message is complete. The sink is at least once: a checkpoint completes only after
 * the broker has acknowledged everything written before it. Neither fails the job because a broker
 * is away; both reconnect with back-off.
 */
@NullMarked
package city.pulso.flink.mqtt;

import org.jspecify.annotations.NullMarked;
