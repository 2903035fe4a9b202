package city.pulso.flink.mqtt.client;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ends of a connection that waiting mends from those that a person must mend.
 *
 * @param reason what happened and which setting to look at
 * @param lasting true if it ends a connection that once stood: a broker that knew us before may
 *     refuse us while it starts, so all other answers are believed only on the first connection
 */
record Refusal(String reason, boolean lasting) {

  /**
   * @return null if it is worth trying again, whoever asks
   */
  static @Nullable Refusal of(Throwable cause, String clientId) {
    if (cause instanceof Mqtt5DisconnectException disconnect
        && disconnect.getMqttMessage().getReasonCode()
            == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER) {
      return new Refusal(
          "another client connected with the client id '"
              + clientId
              + "'; give every job its own clientId prefix",
          true);
    }
    String reason =
        cause instanceof Mqtt5ConnAckException connAck
            ? connAck(connAck.getMqttMessage().getReasonCode(), clientId)
            : TlsFailure.of(cause);
    return reason == null ? null : new Refusal(reason, false);
  }

  private static @Nullable String connAck(Mqtt5ConnAckReasonCode code, String clientId) {
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
