package city.pulso.edge.coap;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/** Makes the client side of CoAP: UDP, or DTLS with a pre-shared key or a certificate. */
final class ClientEndpoint {
  private ClientEndpoint() {}

  /**
   * An endpoint, not started yet.
   *
   * @throws IOException when a file of the credentials cannot be read
   */
  static CoapEndpoint of(CoapCredentials credentials) throws IOException {
    return of(credentials, 0);
  }

  /**
   * The same with larger bodies.
   *
   * @param mostBytes largest body of a request or answer; 0 = as the library has it
   */
  static CoapEndpoint of(CoapCredentials credentials, int mostBytes) throws IOException {
    Configuration californium = Californium.client();
    if (mostBytes > 0) {
      californium.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, mostBytes);
    }
    CoapEndpoint.Builder builder = CoapEndpoint.builder().setConfiguration(californium);
    InetSocketAddress any = new InetSocketAddress(0);
    if (credentials instanceof CoapCredentials.None) {
      builder.setInetSocketAddress(any);
    } else {
      builder.setConnector(dtls(credentials, californium, any));
    }
    CoapEndpoint endpoint = builder.build();
    endpoint.setExecutors(CoapThreads.PROTOCOL, CoapThreads.TIMERS);
    return endpoint;
  }

  private static DTLSConnector dtls(
      CoapCredentials credentials, Configuration californium, InetSocketAddress any)
      throws IOException {
    DtlsConnectorConfig.Builder dtls =
        DtlsConnectorConfig.builder(californium)
            .setAddress(any)
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY);
    if (credentials instanceof CoapCredentials.Psk psk) {
      dtls.setAdvancedPskStore(new AdvancedSinglePskStore(psk.identity(), psk.key()));
    } else if (credentials instanceof CoapCredentials.X509 x509) {
      dtls.setCertificateIdentityProvider(
          new SingleCertificateProvider(
              Pem.privateKey(x509.privateKey()),
              Pem.certificates(x509.chain()),
              CertificateType.X_509));
      dtls.setAdvancedCertificateVerifier(
          StaticNewAdvancedCertificateVerifier.builder()
              .setTrustedCertificates(Pem.certificates(x509.trust()))
              .build());
    }
    return new DTLSConnector(dtls.build());
  }
}
