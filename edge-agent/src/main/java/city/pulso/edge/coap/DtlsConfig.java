package city.pulso.edge.coap;

import city.pulso.edge.config.Problems;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * CoAP over DTLS 1.2 (RFC 7252 section 9), with Connection ID (RFC 9146).
 *
 * @param port UDP port; 0 = any free one
 * @param keysFile which identity speaks for which devices; see {@link
 *     city.pulso.edge.identity.Identities#read}
 * @param certificate the gateway's own; null: pre-shared keys alone
 * @param maxConnections devices connected at a time. When all places are taken, one that was quiet
 *     for half an hour makes room; otherwise a newcomer is not let in
 * @param maxHandshakes handshakes under way at a time; what comes above is not answered, and a
 *     device tries again
 */
public record DtlsConfig(
    int port,
    Path keysFile,
    @Nullable Certificate certificate,
    int maxConnections,
    int maxHandshakes) {
  public DtlsConfig {
    new Problems("dtls")
        .check(port >= 0 && port <= 65535, "port", port, "0 to 65535")
        .check(
            maxConnections >= 1 && maxConnections <= 100_000,
            "max-connections",
            maxConnections,
            "1 to 100000")
        .check(
            maxHandshakes >= 1 && maxHandshakes <= 10_000,
            "max-handshakes",
            maxHandshakes,
            "1 to 10000")
        .throwIfAny();
  }

  /**
   * How the gateway shows who it is, and whom it trusts; all files PEM.
   *
   * @param chain the gateway's certificate, then those above it
   * @param privateKey of the gateway's certificate; its owner alone may read it
   * @param trust certificates that sign devices' certificates
   */
  public record Certificate(Path chain, Path privateKey, Path trust) {}

  /** Any free port, pre-shared keys, a thousand devices. */
  public static DtlsConfig psk(Path keysFile) {
    return new DtlsConfig(0, keysFile, null, 1000, 256);
  }

  /** The same with certificates beside pre-shared keys. */
  public DtlsConfig withCertificate(Certificate other) {
    return new DtlsConfig(port, keysFile, other, maxConnections, maxHandshakes);
  }
}
