package city.pulso.edge.uplink;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in one sentence why there is no connection, and what to look at. */
final class Reason {
  private Reason() {}

  /** The deepest cause that has a sentence of its own decides. */
  static String of(Throwable failure) {
    String said = "";
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 16; cause = cause.getCause()) {
      String sentence = sentence(cause);
      said = sentence.isEmpty() ? said : sentence;
      depth++;
    }
    return said.isEmpty() ? deepest(failure) : said;
  }

  private static String sentence(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof Mqtt5ConnAckException refused) {
      return refused(refused.getMqttMessage().getReasonCode());
    } else if (cause instanceof Mqtt5DisconnectException ended) {
      return "the broker ended the connection: "
          + ended.getMqttMessage().getReasonCode().name().toLowerCase(Locale.ROOT);
    } else if (cause instanceof CertificateExpiredException) {
      return "the broker's certificate has expired (" + message + "); or this clock is wrong";
    } else if (cause instanceof CertificateNotYetValidException) {
      return "the broker's certificate is not valid yet (" + message + "); or this clock is wrong";
    } else if (cause instanceof CertPathBuilderException
        || cause instanceof CertPathValidatorException) {
      return "the broker's certificate is not signed by an authority of ca-file";
    } else if (cause instanceof UnknownHostException) {
      return "the broker's host name is not known: " + message;
    } else if (cause instanceof ConnectException) {
      return message;
    } else if (message.contains("subject alternative") || message.contains("No name matching")) {
      return "the broker's certificate is for another host (" + message + ")";
    } else if (cause instanceof SSLException && message.contains("alert")) {
      return "the broker refuses the TLS connection ("
          + message
          + "); does it want another"
          + " client-certificate?";
    }
    return "";
  }

  private static String refused(Mqtt5ConnAckReasonCode code) {
    return switch (code) {
      case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED ->
          "the broker refuses these credentials (" + code + "); look at username, password-file";
      default -> "the broker refuses the connection (" + code + ")";
    };
  }

  private static String deepest(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
