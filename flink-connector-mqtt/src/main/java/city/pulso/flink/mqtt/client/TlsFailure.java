package city.pulso.flink.mqtt.client;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Finds the setting that a failed TLS handshake is about. */
final class TlsFailure {
  private static final int DEEPEST_CAUSE = 20;

  private TlsFailure() {}

  /**
   * @return what happened and which setting to look at; null if TLS is not the reason
   */
  static @Nullable String of(Throwable failure) {
    String said = null;
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof CertificateExpiredException) {
        return "the broker's certificate has expired ("
            + cause.getMessage()
            + "); the broker needs a new one, or look at this machine's clock";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "the broker's certificate is not valid yet ("
            + cause.getMessage()
            + "); look at this machine's clock";
      }
      if (cause instanceof CertPathBuilderException) {
        return "the broker's certificate is signed by nobody we trust; look at trustedCertificates";
      }
      if (cause instanceof SSLException) {
        said = String.valueOf(cause.getMessage());
      }
      cause = cause.getCause();
    }
    return said == null ? null : of(said);
  }

  private static String of(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("not an ssl/tls record")) {
      return "the broker does not speak TLS on this port; look at the URI: mqtt:// or mqtts://, and"
          + " the port";
    }
    if (lower.contains("no subject alternative") || lower.contains("no name matching")) {
      return "the broker's certificate is for another host ("
          + said
          + "); look at the host in the URI";
    }
    if (lower.contains("fatal alert") && !lower.contains("handshake_failure")) {
      return "the broker refused our certificate ("
          + said
          + "); look at the client certificate: the broker wants one, signed by whom it trusts, not"
          + " expired";
    }
    return "TLS failed (" + said + "); look at trustedCertificates and the client certificate";
  }
}
