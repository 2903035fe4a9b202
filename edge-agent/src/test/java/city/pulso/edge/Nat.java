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

  private final DatagramSocket inside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final AtomicInteger handshakes = new AtomicInteger();
  private volatile BiConsumer<Boolean, byte[]> heard = (fromPeer, datagram) -> {};
  private volatile int passed = Integer.MAX_VALUE;
  private volatile DatagramSocket outside;
  private volatile InetSocketAddress peer = new InetSocketAddress(0);

  Nat(InetSocketAddress server) throws IOException {

    this.outside = open();
    start(
        () -> {
          DatagramPacket packet = receive(inside);
          peer = (InetSocketAddress) packet.getSocketAddress();
          heard.accept(true, Arrays.copyOf(packet.getData(), packet.getLength()));
          if (packet.getData()[0] == HANDSHAKE && handshakes.incrementAndGet() > passed) {
            return;
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

  /** Loses every handshake datagram of the peer after the first few. */
  void losesHandshakesAfter(int datagrams) {
    passed = datagrams;
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
