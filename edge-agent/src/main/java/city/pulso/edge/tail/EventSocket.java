package city.pulso.edge.tail;

import city.pulso.edge.intake.IntakeEvent;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent's side: offers its events to readers on this machine. Threads: any. */
public final class EventSocket implements AutoCloseable {
  /** In the agent's directory. */
  static final String NAME = "events.sock";

  private static final Logger LOG = LoggerFactory.getLogger(EventSocket.class);
  private static final int MOST_READERS = 8;

  private final Path path;
  private final ServerSocketChannel server;
  private final Function<Consumer<IntakeEvent>, AutoCloseable> listen;
  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private @Nullable AutoCloseable listening;
  private boolean closed;

  private EventSocket(
      Path path,
      ServerSocketChannel server,
      Function<Consumer<IntakeEvent>, AutoCloseable> listen) {
    this.path = path;
    this.server = server;
    this.listen = listen;
  }

  /**
   * Opens the socket, readable by the agent's own user alone. A machine that cannot is no reason to
   * stop: that is logged, and nobody can read.
   *
   * @param directory the agent's own; no other agent uses it
   * @param listen subscribes to events until what it returns is closed; asked for only while there
   *     are readers
   */
  public static AutoCloseable open(
      Path directory, Function<Consumer<IntakeEvent>, AutoCloseable> listen) {
    Path path = directory.resolve(NAME);
    try {
      Files.deleteIfExists(path); // an agent that was killed leaves its own
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(path), MOST_READERS);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        server.configureBlocking(false);
        EventSocket socket = new EventSocket(path, server, listen);
        EventLoop.INSTANCE.accept(server, socket::accepted);
        return socket;
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be opened, so 'tail' has nothing to read: {}", path, e.toString());
      return () -> {};
    }
  }

  /** On the loop's thread. */
  private void accepted(SocketChannel channel) {
    Reader reader = new Reader(channel, this::left);
    synchronized (this) {
      if (closed || readers.size() >= MOST_READERS) {
        reader.end("there are " + MOST_READERS + " readers already");
        return;
      }
      reader.offer(EventJson.begin()); // this thread writes it, when the reader will hear of events
      readers.add(reader);
      if (listening == null) {
        listening = listen.apply(this::tell);
      }
    }
    EventLoop.INSTANCE.read(reader);
  }

  private void tell(IntakeEvent event) {
    byte[] line = EventJson.line(event);
    for (Reader reader : readers) {
      reader.offer(line);
    }
  }

  private void left(Reader reader) {
    synchronized (this) {
      if (readers.remove(reader) && readers.isEmpty()) {
        stopListening();
      }
    }
  }

  private void stopListening() {
    AutoCloseable subscription = listening;
    listening = null;
    if (subscription != null) {
      try {
        subscription.close();
      } catch (Exception e) {
        LOG.debug("unsubscribing failed: {}", e.toString());
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      stopListening();
    }
    readers.forEach(reader -> reader.end("the agent stopped"));
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("{} stays behind: {}", path, e.toString());
    }
  }
}
