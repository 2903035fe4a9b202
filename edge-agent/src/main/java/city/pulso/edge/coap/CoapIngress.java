package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import city.pulso.edge.intake.Devices;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.Refusal;
import city.pulso.edge.relay.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.interceptors.MalformedMessageInterceptor;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.core.server.resources.DiscoveryResource;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for devices over CoAP (RFC 7252) on UDP and DTLS 1.2: {@code POST /t} telemetry, {@code
 * GET /time}, {@code GET /status}, {@code GET /.well-known/core} (RFC 6690). Repeated Confirmable
 * messages are recognised for the exchange lifetime and answered again without being stored again.
 */
public final class CoapIngress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoapIngress.class);

  private final String gateway;
  private final Intake intake;
  private final CoapServer server;
  private final @Nullable CoapEndpoint plain;
  private final @Nullable CoapEndpoint secure;
  private final @Nullable DtlsSide dtls;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private CoapIngress(
      CoapConfig config,
      Path directory,
      String gateway,
      Identities identities,
      Intake intake,
      boolean relays)
      throws IOException {
    this.gateway = gateway;
    this.intake = intake;
    InetAddress host = InetAddress.getByName(config.host());
    Configuration californium = Californium.server(config);
    if (relays) {
      californium.set(
          org.eclipse.californium.core.config.CoapConfig.MAX_RESOURCE_BODY_SIZE,
          Math.max(config.maxPayload(), RelayResource.MOST_BYTES));
    }
    this.server = new CoapServer(californium);
    server.setExecutors(CoapThreads.PROTOCOL, CoapThreads.TIMERS, true);
    this.plain =
        config.plain()
            ? endpoint(californium)
                .setInetSocketAddress(new InetSocketAddress(host, config.port()))
                .build()
            : null;
    DtlsConfig secured = config.dtls();
    if (secured == null) {
      this.dtls = null;
      this.secure = null;
    } else {
      this.dtls =
          new DtlsSide(
              secured,
              californium,
              new InetSocketAddress(host, secured.port()),
              directory,
              identities,
              intake,
              gateway);
      this.secure = endpoint(californium).setConnector(dtls.connector()).build();
    }
  }

  /**
   * Binds the ports and starts to answer.
   *
   * @param directory the agent's own: DTLS connections are kept there across a restart
   * @param devices what the registry says of each
   * @param identities whose keys are known
   * @param status what {@code GET /status} answers, JSON
   * @param relay takes other gateways' batches; null: none are taken
   * @throws IOException when a port cannot be bound, or a certificate cannot be read; names it
   */
  public static CoapIngress start(
      CoapConfig config,
      Path directory,
      String gateway,
      Devices devices,
      Identities identities,
      Intake intake,
      Clock clock,
      Supplier<String> status,
      @Nullable Relay relay)
      throws IOException {
    CoapIngress ingress =
        new CoapIngress(config, directory, gateway, identities, intake, relay != null);
    TimeResource time = new TimeResource(clock, System::nanoTime);
    StatusResource state = new StatusResource(status);
    TelemetryResource telemetry = new TelemetryResource(intake, config.maxPayload());
    ingress.server.add(telemetry, time, state, new DeviceConfigs(devices, identities));
    if (relay != null) {
      ingress.server.add(new RelayResource(relay));
    }
    ingress.start(config);
    ingress.every(Patience.LOOK_MS, telemetry::look);
    ingress.every(1000, time::look);
    ingress.every(StatusResource.LOOK_S * 1000, state::look);
    ingress.register(config);
    return ingress;
  }

  private void every(int milliseconds, Runnable look) {
    Runnable guarded =
        () -> {
          try {
            look.run();
          } catch (RuntimeException e) {
            LOG.error("{}: who waits for news could not be told", gateway, e);
          }
        };
    ScheduledFuture<?> ticks =
        CoapThreads.TIMERS.scheduleWithFixedDelay(
            guarded, milliseconds, milliseconds, TimeUnit.MILLISECONDS);
    running.push(() -> ticks.cancel(false));
  }

  private void register(CoapConfig config) {
    DirectoryConfig at = config.directory();
    if (at != null && plain != null) {
      String links =
          new DiscoveryResource(server.getRoot()).discoverTree(server.getRoot(), List.of());
      DirectoryEntry entry =
          new DirectoryEntry(
              at, gateway, plain, CoapThreads.TIMERS, links.getBytes(StandardCharsets.UTF_8));
      entry.refresh();
      running.push(entry);
    }
  }

  private void start(CoapConfig config) throws IOException {
    try {
      for (CoapEndpoint endpoint : new CoapEndpoint[] {plain, secure}) {
        if (endpoint != null) {
          endpoint.addPostProcessInterceptor(new Malformed());
          server.addEndpoint(endpoint);
          endpoint.start();
        }
      }
      server.start();
    } catch (IOException | IllegalStateException e) {
      server.destroy();
      throw new IOException(
          "cannot listen for CoAP on udp " + config.host() + ports(config) + ": " + reason(e), e);
    }
  }

  private static String ports(CoapConfig config) {
    DtlsConfig dtls = config.dtls();
    return (config.plain() ? ":" + config.port() : "")
        + (dtls == null ? "" : " or :" + dtls.port() + " (DTLS)");
  }

  /** Where it listens for plain CoAP, with the port that was really bound; empty: nowhere. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(plain).map(CoapEndpoint::getAddress);
  }

  /** Where it listens for DTLS; empty: nowhere. */
  public Optional<InetSocketAddress> secureAddress() {
    return Optional.ofNullable(secure).map(CoapEndpoint::getAddress);
  }

  /** ClientHellos that were not read because too many handshakes were under way. */
  public long handshakesTurnedAway() {
    return dtls == null ? 0 : dtls.handshakesTurnedAway();
  }

  /**
   * Reads keys file and certificates again; nothing changes yet, and no connection is dropped for
   * that.
   *
   * @return takes over what was read, and says in one line each what changed. Connections that rest
   *     on a key that was changed or taken out end then; all others go on
   * @throws IOException when a file cannot be used; says which, and never what is in it
   * @throws city.pulso.edge.config.ConfigException naming every problem of the keys file
   */
  public Supplier<List<String>> reread() throws IOException {
    return dtls == null ? List::of : dtls.reread();
  }

  @Override
  public void close() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        LOG.warn("{}: closing failed: {}", gateway, e.toString());
      }
    }
    server.stop();
    if (dtls != null) {
      dtls.save();
    }
    server.destroy();
  }

  private CoapEndpoint.Builder endpoint(Configuration californium) {
    return CoapEndpoint.builder()
        .setConfiguration(californium)
        .setCoapStackFactory(InternalAnswers.stack(this::refusedByLibrary))
        .setDataSerializerAndParser(new UdpDataSerializer(), new PatientParser())
        .setLoggingTag(gateway + ":");
  }

  /**
   * What the library refuses by itself: a body too large, blocks that do not fit together, a path
   * or method that is not there. Each is explained; it is counted when a body was lost with it.
   */
  private void refusedByLibrary(Exchange exchange) {
    Response answer = exchange.getResponse();
    Request request = exchange.getRequest();
    String path = "/" + request.getOptions().getUriPathString();
    switch (answer.getCode()) {
      case REQUEST_ENTITY_TOO_LARGE ->
          refused(Refusal.Reason.TOO_LARGE, answer.getPayloadString(), exchange);
      case NOT_FOUND -> wrongPath("nothing is at " + path + "; readings go to POST /t", exchange);
      case METHOD_NOT_ALLOWED ->
          wrongPath(
              request.getCode() + " is not accepted at " + path + "; readings go to POST /t",
              exchange);
      default -> refused(Refusal.Reason.MALFORMED, answer.getPayloadString(), exchange);
    }
  }

  private void wrongPath(String why, Exchange exchange) {
    if (exchange.getRequest().getPayloadSize() > 0) {
      refused(Refusal.Reason.WRONG_PATH, why, exchange);
    } else {
      exchange.getResponse().setPayload(why.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void refused(Refusal.Reason reason, String why, Exchange exchange) {
    Request request = exchange.getRequest();
    Refusal refusal =
        intake.refuse(reason, why, Peers.address(request.getSourceContext().getPeerAddress()));
    Answers.explain(exchange.getResponse(), refusal, request.getOptions());
  }

  /** What is no CoAP message at all is counted too. */
  private final class Malformed extends MessageInterceptorAdapter
      implements MalformedMessageInterceptor {
    @Override
    public void receivedMalformedMessage(RawData raw) {
      intake.refuse(
          Refusal.Reason.MALFORMED,
          raw.getSize() + " bytes that are no CoAP message (RFC 7252 section 3)",
          Peers.address(raw.getInetSocketAddress()));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
