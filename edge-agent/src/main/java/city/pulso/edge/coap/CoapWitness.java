package city.pulso.edge.coap;

import city.pulso.edge.conform.Seen;
import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.edge.intake.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;

/**
 * Answers devices as an agent would that knows them all, stores nothing, and tells every datagram.
 * Threads: those of CoAP, one datagram at a time.
 */
public final class CoapWitness implements AutoCloseable {
  private final CoapServer server;
  private final CoapEndpoint endpoint;
  private final Clock clock;
  private final Consumer<Seen> told;
  private final WitnessConfigs configs = new WitnessConfigs(CoapThreads.TIMERS);
  private int number;

  private CoapWitness(CoapServer server, CoapEndpoint endpoint, Clock clock, Consumer<Seen> told) {
    this.server = server;
    this.endpoint = endpoint;
    this.clock = clock;
    this.told = told;
  }

  /**
   * Binds the port and starts to answer {@code POST /t}, {@code GET /time}, {@code GET
   * /config/DEVICE} and discovery. Who observes a configuration is told every {@value
   * WitnessConfigs#TOLD_S} s.
   *
   * @param told hears of every datagram, both ways
   * @throws IOException when the port cannot be bound; names it
   */
  public static CoapWitness start(InetSocketAddress address, Clock clock, Consumer<Seen> told)
      throws IOException {
    Configuration californium = Californium.server(CoapConfig.loopback());
    CoapEndpoint endpoint =
        CoapEndpoint.builder().setConfiguration(californium).setInetSocketAddress(address).build();
    CoapServer server = new CoapServer(californium);
    server.setExecutors(CoapThreads.PROTOCOL, CoapThreads.TIMERS, true);
    server.addEndpoint(endpoint);
    CoapWitness witness = new CoapWitness(server, endpoint, clock, told);
    endpoint.addInterceptor(witness.new Datagrams());
    server.add(witness.new Telemetry(), new TimeResource(clock, System::nanoTime), witness.configs);
    try {
      server.start();
      return witness;
    } catch (IllegalStateException e) {
      witness.close();
      throw new IOException("cannot listen for CoAP on udp " + address, e);
    }
  }

  /** Where it listens, with the port that was really bound. */
  public InetSocketAddress address() {
    return endpoint.getAddress();
  }

  @Override
  public void close() {
    configs.close();
    server.destroy();
  }

  private synchronized void tell(String from, String to, byte[] datagram) {
    told.accept(CoapBytes.seen(++number, clock.millis(), from, to, datagram));
  }

  private final class Datagrams extends MessageInterceptorAdapter {
    @Override
    public void receiveRequest(Request request) {
      tell(shown(request.getSourceContext().getPeerAddress()), "here", request.getBytes());
    }

    @Override
    public void receiveEmptyMessage(EmptyMessage message) {
      tell(shown(message.getSourceContext().getPeerAddress()), "here", message.getBytes());
    }

    @Override
    public void sendResponse(Response response) {
      tell(
          "here",
          shown(response.getDestinationContext().getPeerAddress()),
          new UdpDataSerializer().getByteArray(response));
    }

    private static String shown(InetSocketAddress peer) {
      return peer.getAddress().getHostAddress() + ":" + peer.getPort();
    }
  }

  private final class Telemetry extends CoapResource {
    private Telemetry() {
      super("t");
      getAttributes().addResourceType("city.telemetry");
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      int contentFormat = exchange.getRequestOptions().getContentFormat();
      Optional<Format> format = ContentFormats.format(contentFormat);
      if (format.isEmpty()) {
        exchange.respond(
            ResponseCode.UNSUPPORTED_CONTENT_FORMAT,
            "Content-Format " + contentFormat + "; use " + ContentFormats.ACCEPTED);
        return;
      }
      try {
        var unused =
            DryRun.judge(
                format.get(), exchange.getRequestPayload(), "", null, null, clock.millis());
        exchange.respond(ResponseCode.CHANGED);
      } catch (Refusal e) {
        exchange.respond(ResponseCode.BAD_REQUEST, String.valueOf(e.getMessage()));
      }
    }
  }
}
