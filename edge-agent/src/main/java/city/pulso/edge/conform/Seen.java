package city.pulso.edge.conform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One datagram as it was seen.
 *
 * @param number its place, from 1, as packet tools count
 * @param atMs when, Unix milliseconds
 * @param from sender, {@code address:port}
 * @param to receiver
 * @param datagram its bytes
 * @param coap what it says; null: it is no CoAP message
 * @param problem why it is none; empty: it is one
 */
public record Seen(
    int number,
    long atMs,
    String from,
    String to,
    byte[] datagram,
    @Nullable Coap coap,
    String problem) {

  /** Message types (RFC 7252, 3). */
  public enum Type {
    CON,
    NON,
    ACK,
    RST
  }

  /** What is being transferred (RFC 7959): block number, more to come, block size in bytes. */
  public record Block(int number, boolean more, int size) {}

  /**
   * A CoAP message.
   *
   * @param code {@code 0.02} for POST, {@code 2.04} and so on
   * @param messageId 0 to 65535
   * @param token hexadecimal, may be empty
   * @param path without the leading slash; empty: none
   * @param contentFormat -1: the option is missing
   * @param block1 of the request's body; null: the message is whole
   * @param maxAgeS -1: the option is missing
   * @param observe -1: the option is missing; in a request 0 registers, 1 cancels (RFC 7641, 2)
   * @param unknownCritical numbers of critical options nobody here knows
   */
  public record Coap(
      Type type,
      String code,
      int messageId,
      String token,
      String path,
      int contentFormat,
      @Nullable Block block1,
      long maxAgeS,
      int observe,
      List<Integer> unknownCritical,
      byte[] payload) {
    boolean request() {
      return code.startsWith("0.") && !code.equals("0.00");
    }

    boolean empty() {
      return code.equals("0.00");
    }
  }
}
