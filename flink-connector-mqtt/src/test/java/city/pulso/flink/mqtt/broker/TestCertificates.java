package city.pulso.flink.mqtt.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that lives as long as a test, and what it signs. */
public final class TestCertificates {
  /** Of every key store made here. */
  public static final String PASSWORD = "only-for-this-test";

  private static final String ALIAS = "key";
  private static final GeneralNames HERE =
      new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));

  /** A private key and its certificate, signed by an authority. */
  public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate issuer) {
    /** PEM, as Mosquitto reads it. */
    public Path writeKey(Path file) throws IOException {
      return pem(file, "PRIVATE KEY", key.getEncoded());
    }

    /** PEM. */
    public Path writeCertificate(Path file) throws IOException {
      return pemCertificate(file, certificate);
    }

    /** PKCS #12 with the key and its chain. */
    public Path writeKeyStore(Path file) throws IOException, GeneralSecurityException {
      KeyStore store = emptyStore();
      store.setKeyEntry(
          ALIAS, key, PASSWORD.toCharArray(), new Certificate[] {certificate, issuer});
      return write(store, file);
    }
  }

  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestCertificates(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /** A new authority that nobody trusts yet. */
  public static TestCertificates authority(String name) throws GeneralSecurityException {
    KeyPair keys = keyPair();
    var subject = new X500Principal("CN=" + name);
    return new TestCertificates(keys, sign(subject, keys, subject, keys, null, Duration.ofDays(1)));
  }

  /** A certificate for 127.0.0.1, but not for localhost; valid now. */
  public Identity issue(String name) throws GeneralSecurityException {
    return issue(name, Duration.ofDays(1));
  }

  /** A certificate that was valid until an hour ago. */
  public Identity issueExpired(String name) throws GeneralSecurityException {
    return issue(name, Duration.ofHours(-1));
  }

  /** The authority's own certificate as PEM. */
  public Path writeCertificate(Path file) throws IOException {
    return pemCertificate(file, certificate);
  }

  /** Key store that trusts this authority. */
  public Path writeTrustStore(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    store.setCertificateEntry("authority", certificate);
    return write(store, file);
  }

  private Identity issue(String name, Duration until) throws GeneralSecurityException {
    KeyPair subjectKeys = keyPair();
    var signed =
        sign(
            certificate.getSubjectX500Principal(),
            keys,
            new X500Principal("CN=" + name),
            subjectKeys,
            HERE,
            until);
    return new Identity(subjectKeys.getPrivate(), signed, certificate);
  }

  /**
   * @param hosts null for an authority
   */
  private static X509Certificate sign(
      X500Principal issuer,
      KeyPair issuerKeys,
      X500Principal subject,
      KeyPair subjectKeys,
      GeneralNames hosts,
      Duration until)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(64, new SecureRandom()),
              Date.from(now.minus(Duration.ofDays(1))),
              Date.from(now.plus(until)),
              subject,
              subjectKeys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(hosts == null));
      if (hosts != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, hosts);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Path write(KeyStore store, Path file)
      throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static Path pemCertificate(Path file, X509Certificate certificate) throws IOException {
    try {
      return pem(file, "CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static Path pem(Path file, String what, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
