package city.pulso.edge.uplink;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An MQTT 5 broker that greets a client, takes its subscriptions and hangs up on its first message,
 * thousands of times a minute. One thread; one client at a time.
 */
final class FakeBroker implements AutoCloseable {
  private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
  private static final int SUBSCRIBE = 8;
  private static final int PUBLISH = 3;

  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger subscriptions = new AtomicInteger();
  final AtomicInteger publishes = new AtomicInteger();
  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final Thread thread = new Thread(this::serve, "fake-broker");
  private volatile boolean answering = true;

  FakeBroker() throws IOException {
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on it takes subscriptions and does not answer them. */
  void answersNoSubscription() {
    answering = false;
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws Exception {
    server.close();
    thread.join(5000);
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.setSoTimeout(60_000);
        client.setSoLinger(true, 0); // no port stays in TIME_WAIT
        greet(new DataInputStream(client.getInputStream()), client.getOutputStream());
      } catch (SocketException e) {
        // Closed by the test, or by the client.
      } catch (IOException e) {
        // The client hung up, or said nothing for long: on to the next.
      }
    }
  }

  private void greet(DataInputStream in, OutputStream out) throws IOException {
    packet(in);
    connections.incrementAndGet();
    out.write(CONNACK);
    while (true) {
      byte[] packet = packet(in);
      int type = (packet[0] & 0xf0) >> 4;
      if (type == SUBSCRIBE) {
        subscriptions.incrementAndGet();
        if (answering) {
          out.write(new byte[] {(byte) 0x90, 4, packet[1], packet[2], 0, 1});
        }
      } else if (type == PUBLISH) {
        publishes.incrementAndGet();
        return;
      }
    }
  }

  /** First byte and body. */
  private static byte[] packet(DataInputStream in) throws IOException {
    byte first = in.readByte();
    int length = 0;
    int shift = 0;
    int next;
    do {
      next = in.readUnsignedByte();
      length |= (next & 0x7f) << shift;
      shift += 7;
    } while ((next & 0x80) != 0);
    byte[] packet = new byte[length + 1];
    packet[0] = first;
    in.readFully(packet, 1, length);
    return packet;
  }
}
