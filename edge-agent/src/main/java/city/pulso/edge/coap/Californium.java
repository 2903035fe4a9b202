package city.pulso.edge.coap;

import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.config.CoapConfig.MatcherMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;

/** How the CoAP library is set. Everything in code: no properties file is read, none is written. */
final class Californium {
  /** In every record a device sends; long enough to be chosen at random without a clash. */
  private static final int CONNECTION_ID_BYTES = 6;

  /**
   * Exchanges kept of each peer, so that a repeated message is known. A device has one Confirmable
   * message under way (NSTART, RFC 7252, 4.7). Without a bound, all of EXCHANGE_LIFETIME (247 s)
   * would be kept, and a busy minute would fill a small heap.
   */
  private static final int REMEMBERED_MESSAGES = 8;

  /**
   * Asked of the kernel for its socket, which gives at most net.core.rmem_max of it. When a commit
   * is answered hundreds of devices may send at once; what does not fit is lost and repeated after
   * 2 s. A datagram takes about 768 bytes there, however small it is.
   */
  private static final int BUFFER_BYTES = 1 << 20;

  private Californium() {}

  /** For a peer that sends requests. */
  static Configuration client() {
    return common().set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0);
  }

  /** For the agent. */
  static Configuration server(city.pulso.edge.coap.CoapConfig config) {
    Configuration set =
        common()
            .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, config.maxPayload())
            .set(CoapConfig.MAX_ACTIVE_PEERS, 10_000)
            .set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP)
            .set(CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES, REMEMBERED_MESSAGES)
            .set(CoapConfig.RESPONSE_MATCHING, MatcherMode.STRICT)
            .set(UdpConfig.UDP_RECEIVE_BUFFER_SIZE, BUFFER_BYTES)
            .set(UdpConfig.UDP_SEND_BUFFER_SIZE, BUFFER_BYTES)
            .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID_BYTES)
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY);
    city.pulso.edge.coap.DtlsConfig dtls = config.dtls();
    if (dtls != null) {
      set.set(DtlsConfig.DTLS_MAX_CONNECTIONS, dtls.maxConnections())
          .set(DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD, 30, TimeUnit.MINUTES);
    }
    return set;
  }

  private static Configuration common() {
    return new Configuration(
            CoapConfig.DEFINITIONS,
            UdpConfig.DEFINITIONS,
            SystemConfig.DEFINITIONS,
            DtlsConfig.DEFINITIONS)
        .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
        .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1)
        .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
        .set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1)
        .set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
  }
}
