package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.jspecify.annotations.Nullable;

/** Makes the agent's DTLS 1.2 side: pre-shared keys, and certificates where they are configured. */
final class DtlsListener {
  private DtlsListener() {}

  /**
   * @param certificates null: pre-shared keys alone
   * @throws IOException when the library does not take these settings together
   */
  static DTLSConnector connector(
      Configuration californium,
      InetSocketAddress address,
      Identities identities,
      @Nullable LiveCertificates certificates,
      Handshakes handshakes,
      String tag)
      throws IOException {
    DtlsConnectorConfig.Builder builder =
        DtlsConnectorConfig.builder(californium)
            .setAddress(address)
            .setAdvancedPskStore(new BoundKeys(identities))
            .setDatagramFilter(handshakes)
            .setHealthHandler(handshakes)
            .setLoggingTag(tag)
            .setSerializationLabel("agent")
            .setSessionListener(handshakes.listener());
    if (certificates != null) {
      builder.set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED);
      builder.setCertificateIdentityProvider(certificates);
      builder.setAdvancedCertificateVerifier(certificates);
    }
    try {
      DTLSConnector connector = new DTLSConnector(builder.build());
      connector.setAlertHandler(handshakes);
      return connector;
    } catch (IllegalStateException e) {
      throw new IOException("coap.dtls: " + e.getMessage(), e);
    }
  }
}
