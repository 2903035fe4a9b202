package city.pulso.simulator.device;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.californium.elements.util.SslContextUtil;
import org.jspecify.annotations.Nullable;

/**
 * How devices show who they are and whom they trust; all files PEM.
 *
 * @param certificate their own, then those above it; null: they show none
 * @param key its private key, PKCS #8 or EC; null: none
 * @param trust who may have signed the other side's; null: whom Java trusts (MQTT only)
 */
public record CertificateFiles(
    @Nullable Path certificate, @Nullable Path key, @Nullable Path trust) {
  /** Shows nothing, trusts whom Java trusts. */
  public static final CertificateFiles NONE = new CertificateFiles(null, null, null);

  Certificate[] chain() throws IOException {
    return certificates(certificate);
  }

  Certificate[] authorities() throws IOException {
    return certificates(trust);
  }

  PrivateKey privateKey() throws IOException {
    Path file = key;
    if (file == null) {
      throw new IOException("no private key is given");
    }
    PrivateKey found = pem(file, Secrets.read(file)).getPrivateKey();
    if (found == null) {
      throw new IOException(file + " holds no private key; use PEM, PKCS #8 or EC");
    }
    return found;
  }

  /** For TLS; null: whom Java trusts. */
  @Nullable TrustManagerFactory trusting() throws IOException {
    if (trust == null) {
      return null;
    }
    try {
      KeyStore store = empty();
      int number = 0;
      for (Certificate each : authorities()) {
        store.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory trusting =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusting.init(store);
      return trusting;
    } catch (GeneralSecurityException e) {
      throw new IOException(trust + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** For TLS; null: nothing to show. */
  @Nullable KeyManagerFactory showing() throws IOException {
    if (certificate == null) {
      return null;
    }
    try {
      KeyStore store = empty();
      store.setKeyEntry("device", privateKey(), new char[0], chain());
      KeyManagerFactory showing =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      showing.init(store, new char[0]);
      return showing;
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " and " + key + " do not fit: " + e.getMessage(), e);
    }
  }

  private static Certificate[] certificates(@Nullable Path file) throws IOException {
    if (file == null) {
      throw new IOException("no certificate is given");
    }
    SslContextUtil.Credentials found;
    try {
      found = pem(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    }
    Certificate[] own = found.getCertificateChain();
    Certificate[] others = found.getTrustedCertificates();
    if (own == null && others == null) {
      throw new IOException(file + " holds no certificate; use PEM");
    }
    return own == null ? others : own;
  }

  private static SslContextUtil.Credentials pem(Path file, byte[] bytes) throws IOException {
    try {
      return SslContextUtil.loadPemCredentials(new ByteArrayInputStream(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " cannot be read as PEM", e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
