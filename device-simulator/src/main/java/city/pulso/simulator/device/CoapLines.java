package city.pulso.simulator.device;

import city.pulso.simulator.device.FleetWays.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.MapBasedEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.SessionAdapter;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.jspecify.annotations.Nullable;

/**
 * The CoAP side of a fleet: a socket for each NAT, and over DTLS 1.2 one for each key behind it,
 * opened when first needed. DTLS offers Connection ID (RFC 9146). A device whose message was not
 * answered at all takes its connection for lost and shakes hands anew before the next one. Threads:
 * any.
 */
final class CoapLines implements AutoCloseable {
  private static final int COAP_PORT = 5683;
  private static final int COAPS_PORT = 5684;
  private static final int MOST_LINES = 4096;
  private static final String NOBODY = "";

  /** Messages that wait for a handshake; the library drops what is above without a word. */
  private static final int DEFERRED = 4096;

  private final InetSocketAddress peer;
  private final String path;
  private final Credentials credentials;
  private final Configuration configuration;
  private final int natCount;
  private final List<NatBox> nats = new ArrayList<>();
  private final Map<String, Line> lines = new ConcurrentHashMap<>();
  private final AtomicLong handshakes = new AtomicLong();
  private final ScheduledExecutorService protocol =
      Executors.newScheduledThreadPool(
          1,
          task -> {
            Thread thread = new Thread(task, "fleet-coap");
            thread.setDaemon(true);
            return thread;
          });

  /** A socket, and whether its connection is in doubt. */
  private static final class Line {
    private final CoapEndpoint endpoint;
    private final AtomicInteger connections;
    private volatile boolean doubtful;

    Line(CoapEndpoint endpoint, AtomicInteger connections) {
      this.endpoint = endpoint;
      this.connections = connections;
    }
  }

  CoapLines(URI to, FleetWays ways) throws IOException {
    boolean secure = "coaps".equals(to.getScheme());
    int usual = secure ? COAPS_PORT : COAP_PORT;
    this.peer = new InetSocketAddress(to.getHost(), to.getPort() < 0 ? usual : to.getPort());
    if (peer.isUnresolved()) {
      throw new IOException("host " + to.getHost() + " is not known");
    }
    String given = to.getPath();
    this.path = given == null || given.length() < 2 ? "t" : given.substring(1);
    this.credentials = ways.credentials();
    this.natCount = ways.nats();
    this.configuration =
        new Configuration(
                CoapConfig.DEFINITIONS,
                UdpConfig.DEFINITIONS,
                SystemConfig.DEFINITIONS,
                DtlsConfig.DEFINITIONS)
            .set(CoapConfig.ACK_TIMEOUT, ways.ackTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
            .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1)
            .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
            .set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1)
            .set(DtlsConfig.DTLS_MAX_CONNECTIONS, 4)
            .set(DtlsConfig.DTLS_MAX_DEFERRED_OUTBOUND_APPLICATION_MESSAGES, DEFERRED)
            .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0) // speaks it, needs none itself
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
            .set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
    for (int i = 0; ways.rebinding() && i < natCount; i++) {
      nats.add(new NatBox(peer));
    }
  }

  /** DTLS handshakes that came to their end. */
  long handshakes() {
    return handshakes.get();
  }

  /** A NAT gives its devices other ports. */
  void rebind(int nat) {
    if (nat < nats.size()) {
      nats.get(nat).rebind();
    }
  }

  /** Posts a message Confirmable. */
  void post(FleetMessage message, Once once) throws IOException {
    FleetKeys.@Nullable Key key = null;
    if (credentials instanceof Credentials.Keys keys) {
      key = keys.keys().of(message.device());
      if (key == null) {
        once.tell("not sent: the device has no key");
        return;
      }
    }
    int nat = message.nat() % natCount;
    Line line = line(nat, key);
    Request request = Request.newPost();
    request.setDestinationContext(context(nat, line));
    request
        .getOptions()
        .setUriPath(path)
        .setContentFormat(message.format().contentFormat())
        .setAccept(MediaTypeRegistry.TEXT_PLAIN); // a refusal in words
    request.setPayload(message.payload().toByteArray());
    int connection = line.connections.get();
    request.addMessageObserver(
        new Once(
            answer -> {
              if (answer.equals(FleetRadio.NO_ANSWER) && connection == line.connections.get()) {
                line.doubtful = true;
              }
              once.tell(answer);
            }));
    line.endpoint.sendRequest(request);
  }

  private EndpointContext context(int nat, Line line) throws IOException {
    InetSocketAddress target = nats.isEmpty() ? peer : nats.get(nat).address();
    if (credentials instanceof Credentials.None || !line.doubtful) {
      return new AddressEndpointContext(target);
    }
    line.doubtful = false;
    return new MapBasedEndpointContext(
        target, null, DtlsEndpointContext.ATTRIBUE_HANDSHAKE_MODE_FORCE_FULL);
  }

  private Line line(int nat, FleetKeys.@Nullable Key key) throws IOException {
    String name = nat + " " + (key == null ? NOBODY : key.identity());
    if (lines.size() >= MOST_LINES && !lines.containsKey(name)) {
      throw new IOException("more than " + MOST_LINES + " keys");
    }
    try {
      return lines.computeIfAbsent(name, unused -> open(key));
    } catch (UncheckedIOException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  private Line open(FleetKeys.@Nullable Key key) {
    CoapEndpoint.Builder builder = CoapEndpoint.builder().setConfiguration(configuration);
    AtomicInteger connections = new AtomicInteger();
    try {
      if (credentials instanceof Credentials.None) {
        builder.setInetSocketAddress(new InetSocketAddress(0));
      } else {
        builder.setConnector(dtls(key, connections));
      }
      CoapEndpoint endpoint = builder.build();
      endpoint.setExecutors(protocol, protocol);
      endpoint.start();
      return new Line(endpoint, connections);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private DTLSConnector dtls(FleetKeys.@Nullable Key key, AtomicInteger connections)
      throws IOException {
    DtlsConnectorConfig.Builder dtls =
        DtlsConnectorConfig.builder(configuration)
            .setAddress(new InetSocketAddress(0))
            .setSessionListener(
                new SessionAdapter() {
                  @Override
                  public void handshakeCompleted(Handshaker handshaker) {
                    handshakes.incrementAndGet();
                    connections.incrementAndGet();
                  }
                });
    if (key != null) {
      dtls.setAdvancedPskStore(new AdvancedSinglePskStore(key.identity(), key.secret()));
    } else if (credentials instanceof Credentials.Certificate certificate) {
      CertificateFiles files = certificate.files();
      dtls.setCertificateIdentityProvider(
          new SingleCertificateProvider(files.privateKey(), files.chain(), CertificateType.X_509));
      dtls.setAdvancedCertificateVerifier(
          StaticNewAdvancedCertificateVerifier.builder()
              .setTrustedCertificates(files.authorities())
              .build());
    }
    return new DTLSConnector(dtls.build());
  }

  @Override
  public void close() {
    lines.values().forEach(line -> line.endpoint.destroy());
    nats.forEach(NatBox::close);
    protocol.shutdownNow();
  }
}
