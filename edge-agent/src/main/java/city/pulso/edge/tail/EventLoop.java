package city.pulso.edge.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread behind all event sockets of this JVM: a daemon, started with the first socket. */
final class EventLoop {
  static final EventLoop INSTANCE = new EventLoop();

  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private @Nullable Selector selector;

  private EventLoop() {}

  /** Hands connections of a socket to somebody, until the socket is closed. */
  void accept(ServerSocketChannel server, Consumer<SocketChannel> accepted) throws IOException {
    Selector started = started();
    run(started, () -> register(started, server, SelectionKey.OP_ACCEPT, accepted));
  }

  /** Notices when a reader goes. On the loop's thread. */
  void read(Reader reader) {
    Selector current = current();
    if (current != null) {
      register(current, reader.channel(), SelectionKey.OP_READ, reader);
    }
  }

  /** A reader has lines to be written. Any thread. */
  void wakeUp(Reader reader) {
    Selector current = current();
    if (current != null) {
      run(current, () -> write(reader));
    }
  }

  private synchronized @Nullable Selector current() {
    return selector;
  }

  private synchronized Selector started() throws IOException {
    Selector current = selector;
    if (current == null) {
      Selector opened = Selector.open();
      Thread thread = new Thread(() -> loop(opened), "edge-events");
      thread.setDaemon(true);
      thread.start();
      selector = opened;
      return opened;
    }
    return current;
  }

  private void run(Selector on, Runnable task) {
    tasks.add(task);
    on.wakeup();
  }

  private static void register(
      Selector on, java.nio.channels.SelectableChannel channel, int interest, Object attachment) {
    try {
      channel.register(on, interest, attachment);
    } catch (ClosedChannelException e) {
      // Closed before it began.
    }
  }

  private void loop(Selector on) {
    while (on.isOpen()) {
      try {
        on.select(this::ready);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.warn("event readers: {}", e.toString());
      }
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept(key);
      } else if (key.attachment() instanceof Reader reader) {
        if (key.isReadable() && reader.channel().read(ByteBuffer.allocate(256)) < 0) {
          reader.close();
        } else if (key.isWritable()) {
          write(reader);
        }
      }
    } catch (CancelledKeyException e) {
      // Closed by its agent meanwhile.
    } catch (IOException e) {
      if (key.attachment() instanceof Reader reader) {
        reader.close();
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void accept(SelectionKey key) throws IOException {
    SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
    if (channel != null) {
      channel.configureBlocking(false);
      ((Consumer<SocketChannel>) key.attachment()).accept(channel);
    }
  }

  private void write(Reader reader) {
    try {
      boolean more = reader.write();
      Selector current = current();
      SelectionKey key = current == null ? null : reader.channel().keyFor(current);
      if (key != null && key.isValid()) {
        key.interestOps(SelectionKey.OP_READ | (more ? SelectionKey.OP_WRITE : 0));
      }
    } catch (IOException | CancelledKeyException e) {
      reader.close();
    }
  }
}
