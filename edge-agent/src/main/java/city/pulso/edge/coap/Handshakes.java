package city.pulso.edge.coap;

import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.AlertHandler;
import org.eclipse.californium.scandium.DtlsDatagramFilter;
import org.eclipse.californium.scandium.DtlsHealth;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.Record;
import org.eclipse.californium.scandium.dtls.SessionAdapter;

/**
 * Bounds the handshakes under way and tells of those that fail. While as many as allowed are under
 * way, a ClientHello is not read; the device sends it again (RFC 6347 section 4.2.4). A handshake
 * counts from the moment the peer has shown, by a cookie, that it can be reached at its address.
 *
 * <p>A peer with an unknown identity or a wrong key hears nothing (an answer would tell a stranger
 * which identities exist); the operator is told at once. Threads: any.
 */
final class Handshakes extends DtlsDatagramFilter implements DtlsHealth, AlertHandler {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;

  /** Type of the handshake message, behind the record header (RFC 6347 section 4.1). */
  private static final int TYPE_AT = 13;

  private final int limit;
  private final BiConsumer<String, String> failed;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong turnedAway = new AtomicLong();
  private final Set<Handshaker> told =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /**
   * @param limit handshakes under way at a time
   * @param failed told the peer's address and why it was not let in
   */
  Handshakes(Configuration configuration, int limit, BiConsumer<String, String> failed) {
    super(configuration);
    this.limit = limit;
    this.failed = failed;
  }

  /** ClientHellos that were not read. */
  long turnedAway() {
    return turnedAway.get();
  }

  /** Hears of handshakes that ended without a session. */
  SessionAdapter listener() {
    return new SessionAdapter() {
      @Override
      public void handshakeFailed(Handshaker handshaker, Throwable error) {
        AlertMessage cause = handshaker.getConnection().getRootCauseAlert();
        boolean unknown = cause != null && isUnknownIdentity(cause); // told at that moment
        if (!unknown && told.add(handshaker)) {
          failed.accept(
              Peers.address(handshaker.getPeerAddress()), "no DTLS session: " + error.getMessage());
        }
      }
    };
  }

  @Override
  public boolean onReceiving(DatagramPacket packet) {
    if (underWay.get() >= limit && clientHello(packet)) {
      turnedAway.incrementAndGet();
      return false;
    }
    return super.onReceiving(packet);
  }

  private static boolean clientHello(DatagramPacket packet) {
    byte[] data = packet.getData();
    int at = packet.getOffset();
    return packet.getLength() > TYPE_AT
        && data[at] == HANDSHAKE
        && data[at + TYPE_AT] == CLIENT_HELLO;
  }

  @Override
  public boolean onMacError(Record record, Connection connection) {
    Handshaker handshaker = connection.getOngoingHandshake();
    if (handshaker != null && told.add(handshaker)) {
      failed.accept(
          Peers.address(record.getPeerAddress()),
          "no DTLS session: the key is not that of the identity; use the one in the keys file");
    }
    return super.onMacError(record, connection);
  }

  @Override
  public void onAlert(InetSocketAddress peer, AlertMessage alert) {
    if (isUnknownIdentity(alert)) {
      failed.accept(
          Peers.address(peer),
          "no DTLS session: the PSK identity is not in the keys file; use one that is");
    }
  }

  private static boolean isUnknownIdentity(AlertMessage alert) {
    return alert.getDescription() == AlertDescription.UNKNOWN_PSK_IDENTITY;
  }

  @Override
  public void startHandshake() {
    underWay.incrementAndGet();
  }

  @Override
  public void endHandshake(boolean success) {
    underWay.decrementAndGet();
  }

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public void dump(String tag, int maxConnections, int remaining, int pending) {}

  @Override
  public void receivingRecord(boolean drop) {}

  @Override
  public void sendingRecord(boolean drop) {}
}
