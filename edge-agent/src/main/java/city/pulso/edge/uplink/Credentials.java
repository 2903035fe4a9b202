package city.pulso.edge.uplink;

import city.pulso.edge.config.TlsFiles;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads passwords, certificates and keys; says what is wrong with a file by its name. */
final class Credentials {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private Credentials() {}

  /**
   * The first line of a file.
   *
   * @throws IOException when it cannot be read, or everybody may read it
   */
  static byte[] password(@Nullable Path file) throws IOException {
    if (file == null) {
      return new byte[0];
    }
    String first = secret(file).lines().findFirst().orElse("");
    return first.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * TLS as the files say. The broker's name is checked against its certificate (RFC 2818).
   *
   * @throws IOException naming the file that is missing or unusable
   */
  static MqttClientSslConfig tls(TlsFiles files) throws IOException {
    var tls = MqttClientSslConfig.builder();
    Path ca = files.ca();
    if (ca != null) {
      tls = tls.trustManagerFactory(trusting(ca));
    }
    Path certificate = files.certificate();
    Path key = files.key();
    if (certificate != null && key != null) {
      tls = tls.keyManagerFactory(showing(certificate, key));
    }
    return tls.build();
  }

  private static TrustManagerFactory trusting(Path ca) throws IOException {
    try {
      KeyStore store = empty();
      int number = 0;
      for (Certificate certificate : certificates(ca)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust;
    } catch (GeneralSecurityException e) {
      throw new IOException(ca + " cannot be used as authorities: " + e.getMessage(), e);
    }
  }

  private static KeyManagerFactory showing(Path certificate, Path key) throws IOException {
    try {
      Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
      KeyStore store = empty();
      store.setKeyEntry("client", privateKey(key), new char[0], chain);
      KeyManagerFactory show =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      show.init(store, new char[0]);
      return show;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          certificate + " and " + key + " cannot be used together: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) throws IOException {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate; use PEM (BEGIN CERTIFICATE)");
      }
      return found;
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no readable certificate; use PEM", e);
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(secret(file));
    if (!pem.find()) {
      throw new IOException(
          file
              + " holds no key that can be used; use PKCS #8 without a password"
              + " (BEGIN PRIVATE KEY): openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    List<String> tried = new ArrayList<>();
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        tried.add(algorithm);
      }
    }
    throw new IOException(file + " holds a key that is none of " + String.join(", ", tried));
  }

  /** A file that only its owner, and at most its group, may read. */
  private static String secret(Path file) throws IOException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.OTHERS_READ)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IOException(file + " may be read by everybody; chmod 0600 " + file);
      }
    } catch (UnsupportedOperationException e) {
      // A file system without permissions: there is nothing to check.
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    }
    return Files.readString(file);
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
