package city.pulso.simulator.device;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;

/** A gateway that notes what it hears and refuses every third message. */
public final class TestGateway implements AutoCloseable {
  private final CoapServer server;
  private final CoapEndpoint endpoint;
  private final List<byte[]> heard = new CopyOnWriteArrayList<>();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  public TestGateway() throws Exception {
    Configuration configuration =
        new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
    endpoint =
        new CoapEndpoint.Builder()
            .setConfiguration(configuration)
            .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build();
    server = new CoapServer(configuration);
    server.addEndpoint(endpoint);
    server.add(new Telemetry());
    server.start();
  }

  public URI uri() {
    return URI.create("coap://127.0.0.1:" + endpoint.getAddress().getPort());
  }

  public List<byte[]> heard() {
    return heard;
  }

  /** Ports that devices had. */
  public int ports() {
    return ports.size();
  }

  @Override
  public void close() {
    server.destroy();
  }

  private final class Telemetry extends CoapResource {
    private Telemetry() {
      super("t");
    }

    @Override
    public synchronized void handlePOST(CoapExchange exchange) {
      heard.add(exchange.getRequestPayload());
      ports.add(exchange.getSourcePort());
      if (heard.size() % 3 == 0) {
        exchange.respond(ResponseCode.FORBIDDEN, "device 'x' is not registered");
      } else {
        exchange.respond(ResponseCode.CHANGED);
      }
    }
  }
}
