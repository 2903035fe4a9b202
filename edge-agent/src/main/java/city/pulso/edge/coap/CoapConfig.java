package city.pulso.edge.coap;

import city.pulso.edge.config.Problems;

/**
 * @param host address to bind
 * @param port UDP port; 0 = any free one
 * @param maxPayload largest request body, bytes, also when it comes block-wise
 */
public record CoapConfig(String host, int port, int maxPayload) {
  public CoapConfig {
    new Problems("coap")
        .check(!host.isBlank(), "host", "''", "an address of this machine, for example 127.0.0.1")
        .check(port >= 0 && port <= 65535, "port", port, "0 to 65535")
        .check(
            maxPayload >= 64 && maxPayload <= 1 << 20, "max-payload", maxPayload, "64 to 1048576")
        .throwIfAny();
  }

  /** Loopback, any free port, 16 KiB. */
  public static CoapConfig loopback() {
    return new CoapConfig("127.0.0.1", 0, 16384);
  }

  /** The same on another port. */
  public CoapConfig withPort(int other) {
    return new CoapConfig(host, other, maxPayload);
  }
}
