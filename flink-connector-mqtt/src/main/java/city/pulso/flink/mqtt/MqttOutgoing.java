package city.pulso.flink.mqtt;

import java.util.Arrays;
import java.util.Objects;

/**
 * One message to publish with QoS 1.
 *
 * @param topic Topic Name, without wildcards
 * @param payload not copied; do not change it afterwards
 * @param retain the broker keeps it as the latest of its topic (MQTT 5.0, 3.3.1.3)
 * @param expirySeconds Message Expiry Interval in seconds (MQTT 5.0, 3.3.2.3.3), at most
 *     4294967295; {@link #NO_EXPIRY} = the broker keeps it as long as it likes
 */
public record MqttOutgoing(String topic, byte[] payload, boolean retain, long expirySeconds) {
  /** The message never expires. */
  public static final long NO_EXPIRY = 0;

  private static final long LONGEST_EXPIRY = 0xFFFF_FFFFL;

  public MqttOutgoing {
    Objects.requireNonNull(payload, "payload");
    if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "topic: '" + topic + "' is not accepted; use a Topic Name without '+' and '#'");
    }
    if (expirySeconds < 0 || expirySeconds > LONGEST_EXPIRY) {
      throw new IllegalArgumentException(
          "expirySeconds: " + expirySeconds + " is not accepted; use 0 (never) to 4294967295");
    }
  }

  /** A message that is not retained and does not expire. */
  public static MqttOutgoing of(String topic, byte[] payload) {
    return new MqttOutgoing(topic, payload, false, NO_EXPIRY);
  }

  /** A message that stays as the latest of its topic. */
  public static MqttOutgoing retained(String topic, byte[] payload) {
    return new MqttOutgoing(topic, payload, true, NO_EXPIRY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MqttOutgoing that
        && topic.equals(that.topic)
        && retain == that.retain
        && expirySeconds == that.expirySeconds
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, retain, expirySeconds, Arrays.hashCode(payload));
  }

  @Override
  public String toString() {
    return "MqttOutgoing[" + topic + ", " + payload.length + " bytes, retain=" + retain + "]";
  }
}
