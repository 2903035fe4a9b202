package city.pulso.edge.coap;

import city.pulso.edge.config.Problems;
import org.jspecify.annotations.Nullable;

/**
 * @param host address to bind, for CoAP and for DTLS
 * @param port UDP port of plain CoAP; 0 = any free one
 * @param maxPayload largest request body, bytes, also when it comes block-wise
 * @param plain whether plain CoAP is served; false: DTLS alone
 * @param dtls null: no DTLS
 * @param directory where the agent registers; null: nowhere
 */
public record CoapConfig(
    String host,
    int port,
    int maxPayload,
    boolean plain,
    @Nullable DtlsConfig dtls,
    @Nullable DirectoryConfig directory) {
  public CoapConfig {
    new Problems("coap")
        .check(!host.isBlank(), "host", "''", "an address of this machine, for example 127.0.0.1")
        .check(port >= 0 && port <= 65535, "port", port, "0 to 65535")
        .check(
            maxPayload >= 64 && maxPayload <= 1 << 20, "max-payload", maxPayload, "64 to 1048576")
        .check(plain || dtls != null, "plain", "false", "true, or a section coap.dtls beside it")
        .check(
            plain || directory == null,
            "resource-directory",
            "without plain CoAP",
            "plain: true; the directory learns the agent's address from that port")
        .throwIfAny();
  }

  /** Plain CoAP alone. */
  public CoapConfig(String host, int port, int maxPayload) {
    this(host, port, maxPayload, true, null, null);
  }

  /** Loopback, any free port, 16 KiB. */
  public static CoapConfig loopback() {
    return new CoapConfig("127.0.0.1", 0, 16384);
  }

  /** The same on another port. */
  public CoapConfig withPort(int other) {
    return new CoapConfig(host, other, maxPayload, plain, dtls, directory);
  }

  /** The same with DTLS. */
  public CoapConfig withDtls(DtlsConfig other) {
    return new CoapConfig(host, port, maxPayload, plain, other, directory);
  }

  /** The same without plain CoAP. */
  public CoapConfig withoutPlain() {
    return new CoapConfig(host, port, maxPayload, false, dtls, directory);
  }

  /** The same, registered at a directory. */
  public CoapConfig withDirectory(DirectoryConfig other) {
    return new CoapConfig(host, port, maxPayload, plain, dtls, other);
  }
}
