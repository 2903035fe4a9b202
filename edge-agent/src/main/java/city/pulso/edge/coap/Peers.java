package city.pulso.edge.coap;

import city.pulso.edge.identity.Speaker;
import java.net.InetSocketAddress;
import java.security.Principal;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.jspecify.annotations.Nullable;

/** Whom a request comes from. */
final class Peers {
  private Peers() {}

  static Speaker speaker(EndpointContext context) {
    return speaker(context.getPeerIdentity(), address(context.getPeerAddress()));
  }

  /**
   * @param principal null: none was proven
   */
  static Speaker speaker(@Nullable Principal principal, String address) {
    if (principal instanceof PreSharedKeyIdentity psk) {
      return new Speaker.PskIdentity(psk.getIdentity(), address);
    }
    if (principal instanceof X509CertPath certificate) {
      return new Speaker.CertificateSubject(
          certificate.getTarget().getSubjectX500Principal().getName(), address);
    }
    return new Speaker.Anyone(address);
  }

  static String address(InetSocketAddress address) {
    return address.getAddress() == null
        ? address.getHostString()
        : address.getAddress().getHostAddress();
  }
}
