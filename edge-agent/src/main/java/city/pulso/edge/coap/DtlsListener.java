package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/** Makes the agent's DTLS 1.2 side: pre-shared keys, and certificates where they are configured. */
final class DtlsListener {
  private DtlsListener() {}

  /**
   * @throws IOException when a certificate or private key cannot be read; says which file
   */
  static DTLSConnector connector(
      Configuration californium,
      DtlsConfig config,
      InetSocketAddress address,
      Identities identities,
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
    DtlsConfig.Certificate certificate = config.certificate();
    if (certificate != null) {
      builder.set(
          org.eclipse.californium.scandium.config.DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE,
          CertificateAuthenticationMode.NEEDED);
      builder.setCertificateIdentityProvider(
          new SingleCertificateProvider(
              Pem.privateKey(certificate.privateKey()),
              Pem.certificates(certificate.chain()),
              CertificateType.X_509));
      builder.setAdvancedCertificateVerifier(
          StaticNewAdvancedCertificateVerifier.builder()
              .setTrustedCertificates(Pem.certificates(certificate.trust()))
              .build());
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
