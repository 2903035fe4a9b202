package city.pulso.flink.mqtt;

import java.time.Instant;

/**
 * A message that the deserializer could not read. May travel in streams: Flink serialises it as a
 * record.
 *
 * @param at when the deserializer gave up, by the source's clock
 * @param reason what the deserializer's exception said
 */
public record DeadLetter(MqttMessage message, Instant at, String reason) {
  /** What an exception says, or its name if it says nothing. */
  public static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }
}
