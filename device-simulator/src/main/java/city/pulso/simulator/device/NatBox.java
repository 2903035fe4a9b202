package city.pulso.simulator.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A NAT in front of one CoAP client: hands datagrams on in both directions, and can forget its
 * binding, after which the peer sees another port. Datagrams on their way at that moment are lost.
 */
final class NatBox implements AutoCloseable {
  private static final int LARGEST = 65_536;

  private final InetSocketAddress peer;
  private final DatagramSocket inside;
  private volatile DatagramSocket outside;
  private volatile @Nullable InetSocketAddress client;
  private volatile boolean closed;

  NatBox(InetSocketAddress peer) throws IOException {
    this.peer = peer;
    this.inside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.outside = new DatagramSocket();
    daemon(this::outwards, "devices-nat-out");
    daemon(() -> inwards(outside), "devices-nat-in");
  }

  /** Where the client sends to instead. */
  InetSocketAddress address() {
    return (InetSocketAddress) inside.getLocalSocketAddress();
  }

  /** From now on the peer sees another port. */
  synchronized void rebind() {
    if (!closed) {
      try {
        DatagramSocket before = outside;
        DatagramSocket next = new DatagramSocket();
        outside = next;
        before.close();
        daemon(() -> inwards(next), "devices-nat-in");
      } catch (SocketException e) {
        throw new UncheckedIOException("cannot open another UDP socket", e);
      }
    }
  }

  private void outwards() {
    byte[] buffer = new byte[LARGEST];
    while (!closed) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        inside.receive(packet);
        client = (InetSocketAddress) packet.getSocketAddress();
        outside.send(new DatagramPacket(buffer, packet.getLength(), peer));
      } catch (IOException e) {
        // Rebinding, or nobody there: a datagram is lost, as on any way.
      }
    }
  }

  private void inwards(DatagramSocket from) {
    byte[] buffer = new byte[LARGEST];
    while (!from.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        from.receive(packet);
        InetSocketAddress to = client;
        if (to != null) {
          inside.send(new DatagramPacket(buffer, packet.getLength(), to));
        }
      } catch (IOException e) {
        // The binding was forgotten.
      }
    }
  }

  private static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void close() {
    closed = true;
    inside.close();
    outside.close();
  }
}
