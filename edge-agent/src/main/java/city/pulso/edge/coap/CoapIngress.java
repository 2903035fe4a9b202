package city.pulso.edge.coap;

import city.pulso.edge.intake.Intake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.config.CoapConfig.MatcherMode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;

/**
 * Listens for devices over CoAP (RFC 7252, UDP): {@code POST /t} telemetry, {@code GET /time},
 * {@code GET /status}, {@code GET /.well-known/core} (RFC 6690). Repeated Confirmable messages are
 * recognised for the exchange lifetime and answered again without being stored again.
 */
public final class CoapIngress implements AutoCloseable {
  private final CoapServer server;
  private final CoapEndpoint endpoint;

  private CoapIngress(CoapServer server, CoapEndpoint endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  /**
   * Binds the port and starts to answer.
   *
   * @param status what {@code GET /status} answers, JSON
   * @throws IOException when the port cannot be bound; names it
   */
  public static CoapIngress start(
      CoapConfig config, String gateway, Intake intake, Clock clock, Supplier<String> status)
      throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
    Configuration californium = californium(config);
    CoapEndpoint endpoint =
        CoapEndpoint.builder()
            .setConfiguration(californium)
            .setInetSocketAddress(address)
            .setLoggingTag(gateway + ":")
            .build();
    CoapServer server = new CoapServer(californium);
    server.setExecutors(CoapThreads.PROTOCOL, CoapThreads.TIMERS, true);
    server.addEndpoint(endpoint);
    server.add(
        new TelemetryResource(intake, config.maxPayload()),
        new TimeResource(clock),
        new StatusResource(status));
    CoapIngress ingress = new CoapIngress(server, endpoint);
    try {
      server.start();
    } catch (IllegalStateException e) {
      ingress.close();
      throw new IOException("cannot listen for CoAP on udp " + address + ": " + reason(e), e);
    }
    return ingress;
  }

  /** Where it listens, with the port that was really bound. */
  public InetSocketAddress address() {
    return endpoint.getAddress();
  }

  @Override
  public void close() {
    server.destroy();
  }

  /** Everything in code: no properties file is read, and none is written. */
  private static Configuration californium(CoapConfig config) {
    return new Configuration(
            org.eclipse.californium.core.config.CoapConfig.DEFINITIONS,
            UdpConfig.DEFINITIONS,
            SystemConfig.DEFINITIONS)
        .set(
            org.eclipse.californium.core.config.CoapConfig.MAX_RESOURCE_BODY_SIZE,
            config.maxPayload())
        .set(org.eclipse.californium.core.config.CoapConfig.MAX_ACTIVE_PEERS, 10_000)
        .set(org.eclipse.californium.core.config.CoapConfig.RESPONSE_MATCHING, MatcherMode.STRICT)
        .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
        .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1)
        .set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
