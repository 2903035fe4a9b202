package city.pulso.flink.mqtt;

import java.util.Arrays;
import java.util.Objects;

/**
 * One message as the broker delivered it. May travel in streams: Flink serialises it as a record.
 *
 * @param topic Topic Name
 * @param payload not copied; treat as immutable
 * @param retained true if the broker had it stored when we subscribed (MQTT 5.0, 3.3.1.3)
 */
public record MqttMessage(String topic, byte[] payload, boolean retained) {
  public MqttMessage {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(payload, "payload");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MqttMessage that
        && topic.equals(that.topic)
        && retained == that.retained
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, retained, Arrays.hashCode(payload));
  }

  @Override
  public String toString() {
    return "MqttMessage[" + topic + ", " + payload.length + " bytes, retained=" + retained + "]";
  }
}
