package city.pulso.edge;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Passes datagrams of one peer on, from a port of its own that can change. */
final class Nat implements AutoCloseable {
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int WITH_CONNECTION_ID = 25;
  private static final int CLIENT_HELLO = 1;

  /** Type of the handshake message, behind the record header (RFC 6347 section 4.1). */
  private static final int TYPE_AT = 13;

  private final DatagramSocket inside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final AtomicInteger handshakes = new AtomicInteger();
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile BiConsumer<Boolean, byte[]> heard = (fromPeer, datagram) -> {};
  private volatile boolean onlyHellos;
  private volatile DatagramSocket outside;
  private volatile InetSocketAddress peer = new InetSocketAddress(0);

  Nat(InetSocketAddress server) throws IOException {

    this.outside = open();
    start(
        () -> {
          DatagramPacket packet = receive(inside);
          peer = (InetSocketAddress) packet.getSocketAddress();
          heard.accept(true, Arrays.copyOf(packet.getData(), packet.getLength()));
          byte kind = packet.getData()[0];
          if (kind == HANDSHAKE) {
            handshakes.incrementAndGet();
            if (onlyHellos && packet.getData()[TYPE_AT] != CLIENT_HELLO) {
              lost.incrementAndGet();
              return;
            }
          } else if (kind == APPLICATION_DATA || kind == WITH_CONNECTION_ID) {
            messages.incrementAndGet();
          }
          outside.send(new DatagramPacket(packet.getData(), packet.getLength(), server));
        });
  }

  /** Tells every datagram, and whether the peer sent it. */
  void listen(BiConsumer<Boolean, byte[]> listener) {
    heard = listener;
  }

  int port() {
    return inside.getLocalPort();
  }

  /** Handshake datagrams that the peer sent. */
  int handshakes() {
    return handshakes.get();
  }

  /** Datagrams with messages that the peer sent, repetitions among them. */
  int messages() {
    return messages.get();
  }

  /** Loses what the peer sends once it has shown that it can be reached at its address. */
  void losesWhatFollowsAClientHello() {
    onlyHellos = true;
  }

  /** Datagrams that were lost so. */
  int lost() {
    return lost.get();
  }

  /** From now on the server sees another port. */
  void rebind() throws IOException {
    DatagramSocket before = outside;
    outside = open();
    before.close();
  }

  @Override
  public void close() {
    inside.close();
    outside.close();
  }

  private DatagramSocket open() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    start(
        () -> {
          DatagramPacket packet = receive(socket);
          heard.accept(false, Arrays.copyOf(packet.getData(), packet.getLength()));
          inside.send(new DatagramPacket(packet.getData(), packet.getLength(), peer));
        });
    return socket;
  }

  private interface Step {
    void run() throws IOException;
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return packet;
  }

  /** Runs until its socket is closed. */
  private static void start(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  step.run();
                }
              } catch (IOException e) {
                // closed
              }
            },
            "nat");
    thread.setDaemon(true);
    thread.start();
  }
}
