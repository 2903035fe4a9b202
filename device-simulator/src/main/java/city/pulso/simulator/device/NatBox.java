package city.pulso.simulator.device;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A NAT in front of CoAP clients: hands datagrams on in both directions, each client with a port of
 * its own towards the peer, and can forget its bindings, after which the peer sees other ports.
 * Datagrams on their way at that moment are lost. One thread of its own.
 */
final class NatBox implements AutoCloseable {
  private static final int LARGEST = 65_536;

  private final InetSocketAddress peer;
  private final Selector selector;
  private final DatagramChannel inside;
  private final Map<InetSocketAddress, DatagramChannel> bindings = new HashMap<>();
  private final Map<InetSocketAddress, DatagramChannel> former = new HashMap<>();
  private volatile boolean forget;

  NatBox(InetSocketAddress peer) throws IOException {
    this.peer = peer;
    this.selector = Selector.open();
    this.inside = DatagramChannel.open();
    inside.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    listen(inside, null);
    Thread thread = new Thread(this::run, "devices-nat");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where clients send to instead. */
  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) inside.getLocalAddress();
  }

  /** From now on the peer sees other ports: for whatever a client sends after this returns. */
  void rebind() {
    forget = true;
    selector.wakeup();
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
    try {
      while (selector.isOpen()) {
        selector.select();
        // Before anything is handed on: what was sent after rebind() must not leave by an old port.
        if (forget) {
          forget = false;
          forgetBindings();
        }
        selector.selectedKeys().forEach(key -> handOn(key, buffer));
        selector.selectedKeys().clear();
      }
    } catch (IOException | ClosedSelectorException e) {
      // closed
    } finally {
      bindings.values().forEach(NatBox::close);
      former.values().forEach(NatBox::close);
    }
  }

  /** Deaf from now on, and closed when its client has another, so that it cannot be the same. */
  private void forgetBindings() {
    for (DatagramChannel each : bindings.values()) {
      SelectionKey key = each.keyFor(selector);
      if (key != null) {
        key.cancel();
      }
    }
    former.putAll(bindings);
    bindings.clear();
  }

  private void handOn(SelectionKey key, ByteBuffer buffer) {
    DatagramChannel from = (DatagramChannel) key.channel();
    InetSocketAddress client = (InetSocketAddress) key.attachment();
    if (!key.isValid()) {
      return; // of a binding that was just forgotten
    }
    try {
      buffer.clear();
      InetSocketAddress sender = (InetSocketAddress) from.receive(buffer);
      if (sender == null) {
        return;
      }
      buffer.flip();
      if (client == null) {
        binding(sender).send(buffer, peer);
      } else {
        inside.send(buffer, client);
      }
    } catch (IOException e) {
      // Nobody there: a datagram is lost, as on any way.
    }
  }

  private DatagramChannel binding(InetSocketAddress client) throws IOException {
    DatagramChannel known = bindings.get(client);
    if (known == null) {
      known = DatagramChannel.open();
      known.bind(new InetSocketAddress(0));
      listen(known, client);
      bindings.put(client, known);
      DatagramChannel forgotten = former.remove(client);
      if (forgotten != null) {
        close(forgotten);
      }
    }
    return known;
  }

  private void listen(DatagramChannel channel, @Nullable InetSocketAddress client)
      throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, client);
  }

  private static void close(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      // It is given up anyway.
    }
  }

  @Override
  public void close() {
    close(selector);
    close(inside);
  }
}
