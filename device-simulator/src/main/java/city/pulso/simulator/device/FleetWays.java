package city.pulso.simulator.device;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The ways a fleet's messages go.
 *
 * @param coap {@code coap://} or {@code coaps://host:port[/path]}; null: no device speaks CoAP
 * @param credentials who devices are over {@code coaps://}
 * @param nats NATs the devices are behind, a socket each, or one for each key behind it
 * @param rebinding whether NATs will be told to forget their bindings
 * @param ackTimeout first wait for an acknowledgement; four repetitions double it (RFC 7252, 4.2)
 * @param broker local broker of the agent; null: no device speaks MQTT
 */
public record FleetWays(
    @Nullable URI coap,
    Credentials credentials,
    int nats,
    boolean rebinding,
    Duration ackTimeout,
    @Nullable Broker broker) {
  /** What RFC 7252 section 4.8 gives. */
  public static final Duration ACK_TIMEOUT = Duration.ofSeconds(2);

  /** Who devices are over {@code coaps://}. */
  public sealed interface Credentials {
    /** Nobody: {@code coap://}. */
    record None() implements Credentials {}

    /** Each has the key that a keys file gives it. */
    record Keys(FleetKeys keys) implements Credentials {}

    /** All show one certificate. */
    record Certificate(CertificateFiles files) implements Credentials {}
  }

  /**
   * A broker.
   *
   * @param uri {@code mqtt://} or {@code mqtts://host:port}
   * @param version5 MQTT 5, else 3.1.1
   * @param username null: none
   * @param passwordFile its first line; null: none
   * @param tls for {@code mqtts://}
   */
  public record Broker(
      URI uri,
      boolean version5,
      @Nullable String username,
      @Nullable Path passwordFile,
      CertificateFiles tls) {}
}
