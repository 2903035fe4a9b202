package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Collection;

/**
 * What saved connections rest on: who had which key, and which certificates were trusted. When any
 * of that changes, they are void.
 */
final class SessionContext {
  private SessionContext() {}

  static byte[] of(Identities identities, Collection<Certificate> certificates) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(identities.fingerprint());
      for (Certificate certificate : certificates) {
        digest.update(certificate.getEncoded());
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e); // every JDK has it, and what was read can be written
    }
  }
}
