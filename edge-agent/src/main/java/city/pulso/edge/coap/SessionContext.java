package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What saved connections rest on: who had which key, and which certificates were trusted. When any
 * of that changes, they are void.
 */
final class SessionContext {
  private SessionContext() {}

  static byte[] of(DtlsConfig config, Identities identities) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(identities.fingerprint());
      DtlsConfig.Certificate certificate = config.certificate();
      if (certificate != null) {
        for (Path file : List.of(certificate.chain(), certificate.trust())) {
          digest.update(Files.readAllBytes(file));
        }
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
