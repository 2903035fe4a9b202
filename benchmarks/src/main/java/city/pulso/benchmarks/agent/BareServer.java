package city.pulso.benchmarks.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.config.CoapConfig.MatcherMode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;

/**
 * The lower bound of cost: the agent's CoAP library with the agent's settings and threads,
 * answering 2.04 to any POST without looking at it. A process of its own.
 */
public final class BareServer {
  private BareServer() {}

  /** Listens on loopback; the port is the only argument. */
  public static void main(String[] arguments) {
    Configuration configuration =
        new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS)
            .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 16_384)
            .set(CoapConfig.MAX_ACTIVE_PEERS, 10_000)
            .set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP)
            .set(CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES, 8)
            .set(CoapConfig.RESPONSE_MATCHING, MatcherMode.STRICT)
            .set(UdpConfig.UDP_RECEIVE_BUFFER_SIZE, 1 << 20)
            .set(UdpConfig.UDP_SEND_BUFFER_SIZE, 1 << 20)
            .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
            .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1)
            .set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
    CoapServer server = new CoapServer(configuration);
    server.setExecutors(pool(2), pool(1), true);
    server.addEndpoint(
        CoapEndpoint.builder()
            .setConfiguration(configuration)
            .setInetSocketAddress(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])))
            .build());
    server.add(new Anything());
    server.start();
  }

  /** What is cancelled is forgotten at once, as in the agent, or it would fill the heap. */
  private static ScheduledThreadPoolExecutor pool(int threads) {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads);
    pool.setRemoveOnCancelPolicy(true);
    return pool;
  }

  private static final class Anything extends CoapResource {
    private Anything() {
      super("t");
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      exchange.respond(ResponseCode.CHANGED);
    }
  }
}
