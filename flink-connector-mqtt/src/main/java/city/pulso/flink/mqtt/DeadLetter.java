package city.pulso.flink.mqtt;

import java.time.Instant;

/**
 * A message that the deserializer could not read.
 *
 * @param at when the deserializer gave up, by the source's clock
 * @param reason what the deserializer's exception said
 */
public record DeadLetter(MqttMessage message, Instant at, String reason) {}
