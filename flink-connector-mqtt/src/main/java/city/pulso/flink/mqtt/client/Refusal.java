package city.pulso.flink.mqtt.client;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import org.jspecify.annotations.Nullable;

/** Tells the ends of a connection that waiting mends from those that a person must mend. */
final class Refusal {
  private Refusal() {}

  /**
   * @param connectedBefore a broker that knew us once may refuse us while it starts, so its answer
   *     is believed only on the first connection
   * @return what to look at, or null if it is worth trying again
   */
  static @Nullable String of(Throwable cause, String clientId, boolean connectedBefore) {
    if (cause instanceof Mqtt5DisconnectException disconnect
        && disconnect.getMqttMessage().getReasonCode()
            == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER) {
      return "another client connected with the client id '"
          + clientId
          + "'; give every job its own clientId prefix";
    }
    if (connectedBefore || !(cause instanceof Mqtt5ConnAckException connAck)) {
      return null;
    }
    Mqtt5ConnAckReasonCode code = connAck.getMqttMessage().getReasonCode();
    return switch (code) {
      case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, BANNED, BAD_AUTHENTICATION_METHOD ->
          "the broker refused the credentials (" + code + "); look at user name and password file";
      case CLIENT_IDENTIFIER_NOT_VALID ->
          "the broker refused the client id '" + clientId + "' (" + code + "); look at clientId";
      case UNSUPPORTED_PROTOCOL_VERSION ->
          "the broker does not speak MQTT 5 (" + code + "); look at the broker's version";
      default -> null;
    };
  }
}
