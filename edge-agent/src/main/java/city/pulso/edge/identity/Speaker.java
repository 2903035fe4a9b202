package city.pulso.edge.identity;

import org.jspecify.annotations.Nullable;

/** Who sent a message, as far as the transport proves it. */
public sealed interface Speaker {
  /** Where the message came from, for the log: an address or a topic. */
  String source();

  /** Nothing is proven: plain CoAP. */
  record Anyone(String source) implements Speaker {}

  /**
   * Whoever may publish on this topic of the local broker.
   *
   * @param source Topic Name
   * @param device the device the topic names; null: the payload names it
   */
  record Topic(String source, @Nullable String device) implements Speaker {}

  /** A peer that knows the key of this PSK identity (RFC 4279). */
  record PskIdentity(String identity, String source) implements Speaker {}

  /**
   * A peer with the private key of a certificate that chains to a trusted one.
   *
   * @param subject distinguished name (RFC 2253)
   */
  record CertificateSubject(String subject, String source) implements Speaker {}
}
