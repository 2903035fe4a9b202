package city.pulso.edge.coap;

import city.pulso.edge.identity.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import org.eclipse.californium.elements.util.SslContextUtil;

/** Certificates and private keys in PEM files. What is said to be wrong shows nothing of a key. */
final class Pem {
  private Pem() {}

  /** A private key, PKCS #8 or EC, in a file that its owner alone may read. */
  static PrivateKey privateKey(Path file) throws IOException {
    PrivateKey found = read(file, SecretFile.read(file)).getPrivateKey();
    if (found == null) {
      throw new IOException(file + ": no private key in it; use PEM, PKCS #8 or EC");
    }
    return found;
  }

  /** Certificates, in the order of the file. */
  static Certificate[] certificates(Path file) throws IOException {
    SslContextUtil.Credentials found = read(file, Files.readAllBytes(file));
    Certificate[] own = found.getCertificateChain();
    Certificate[] others = found.getTrustedCertificates();
    if (own == null && others == null) {
      throw new IOException(file + ": no certificate in it; use PEM");
    }
    return own == null ? others : own;
  }

  private static SslContextUtil.Credentials read(Path file, byte[] bytes) throws IOException {
    try {
      return SslContextUtil.loadPemCredentials(new ByteArrayInputStream(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + ": cannot be read as PEM", e);
    }
  }
}
