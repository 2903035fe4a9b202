package city.pulso.edge.coap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.interfaces.ECKey;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.scandium.dtls.CertificateIdentityResult;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.SignatureAndHashAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite.CertificateKeyAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.XECDHECryptography.SupportedGroup;
import org.eclipse.californium.scandium.dtls.x509.CertificateConfigurationHelper;
import org.eclipse.californium.scandium.dtls.x509.CertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.ConfigurationHelperSetup;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.util.ServerNames;

/**
 * The gateway's certificate and whom it trusts, which can be replaced while it listens: handshakes
 * that begin later use the new ones. Threads: any.
 */
final class LiveCertificates
    implements CertificateProvider, NewAdvancedCertificateVerifier, ConfigurationHelperSetup {
  private volatile Loaded now;

  /**
   * What the files hold at one moment.
   *
   * @param kind of the gateway's key; the handshakes' algorithms follow from it at start
   */
  record Loaded(
      SingleCertificateProvider own,
      NewAdvancedCertificateVerifier verifier,
      List<Certificate> chain,
      List<Certificate> trusted,
      String kind) {
    /** The gateway's chain, then whom it trusts. */
    List<Certificate> everything() {
      return Stream.concat(chain.stream(), trusted.stream()).toList();
    }

    /**
     * Reads them.
     *
     * @throws IOException when one cannot be read, or the key is not that of the certificate; says
     *     which file
     */
    static Loaded read(DtlsConfig.Certificate files) throws IOException {
      PrivateKey key = Pem.privateKey(files.privateKey());
      Certificate[] chain = Pem.certificates(files.chain());
      Certificate[] trusted = Pem.certificates(files.trust());
      try {
        new CertificateConfigurationHelper().verifyKeyPair(key, chain[0].getPublicKey());
        return new Loaded(
            new SingleCertificateProvider(key, chain, CertificateType.X_509),
            StaticNewAdvancedCertificateVerifier.builder().setTrustedCertificates(trusted).build(),
            List.of(chain),
            List.of(trusted),
            kind(key));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            files.privateKey() + " and " + files.chain() + " do not go together: " + e.getMessage(),
            e);
      }
    }

    private static String kind(PrivateKey key) {
      return key instanceof ECKey curve
          ? key.getAlgorithm() + " of " + curve.getParams().getOrder().bitLength() + " bits"
          : key.getAlgorithm();
    }
  }

  LiveCertificates(Loaded first) {
    this.now = first;
  }

  /** What is used now. */
  Loaded now() {
    return now;
  }

  /** Uses these from now on. */
  void take(Loaded next) {
    now = next;
  }

  @Override
  public void setupConfigurationHelper(CertificateConfigurationHelper helper) {
    now.own().setupConfigurationHelper(helper);
    if (now.verifier() instanceof ConfigurationHelperSetup verifier) {
      verifier.setupConfigurationHelper(helper);
    }
  }

  @Override
  public List<CertificateType> getSupportedCertificateTypes() {
    return now.own().getSupportedCertificateTypes();
  }

  @Override
  public List<CertificateKeyAlgorithm> getSupportedCertificateKeyAlgorithms() {
    return now.own().getSupportedCertificateKeyAlgorithms();
  }

  @Override
  public CertificateIdentityResult requestCertificateIdentity(
      ConnectionId connection,
      boolean client,
      List<X500Principal> issuers,
      ServerNames serverNames,
      List<CertificateKeyAlgorithm> keyAlgorithms,
      List<SignatureAndHashAlgorithm> signatures,
      List<SupportedGroup> groups) {
    return now.own()
        .requestCertificateIdentity(
            connection, client, issuers, serverNames, keyAlgorithms, signatures, groups);
  }

  @Override
  public CertificateVerificationResult verifyCertificate(
      ConnectionId connection,
      ServerNames serverNames,
      InetSocketAddress peer,
      boolean clientUsage,
      boolean verifySubject,
      boolean truncateCertificatePath,
      CertificateMessage message) {
    return now.verifier()
        .verifyCertificate(
            connection,
            serverNames,
            peer,
            clientUsage,
            verifySubject,
            truncateCertificatePath,
            message);
  }

  @Override
  public List<X500Principal> getAcceptedIssuers() {
    return now.verifier().getAcceptedIssuers();
  }

  @Override
  public void setResultHandler(HandshakeResultHandler resultHandler) {
    // Answered at once; nothing comes later.
  }
}
