package city.pulso.edge.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One reader's connection and the lines it has not taken yet. Threads: any may offer; the loop's
 * thread alone writes.
 */
final class Reader {
  /** What a reader may leave waiting; then it is dropped. */
  static final int MOST_WAITING = 512 * 1024;

  private final SocketChannel channel;
  private final Consumer<Reader> left;
  private final Deque<ByteBuffer> lines = new ArrayDeque<>();
  private int waiting;
  private boolean ending;

  /**
   * @param left told once, when the connection is over
   */
  Reader(SocketChannel channel, Consumer<Reader> left) {
    this.channel = channel;
    this.left = left;
  }

  SocketChannel channel() {
    return channel;
  }

  /** Queues a line; never waits. */
  void offer(byte[] line) {
    synchronized (this) {
      if (ending) {
        return;
      }
      if (waiting + line.length > MOST_WAITING) {
        queue(EventJson.end("too slow: " + waiting + " bytes were waiting to be read"));
        ending = true;
      } else {
        queue(line);
      }
    }
    EventLoop.INSTANCE.wakeUp(this);
  }

  /** Says why and closes once that is written. */
  void end(String why) {
    synchronized (this) {
      if (!ending) {
        queue(EventJson.end(why));
        ending = true;
      }
    }
    EventLoop.INSTANCE.wakeUp(this);
  }

  private void queue(byte[] line) {
    lines.add(ByteBuffer.wrap(line));
    waiting += line.length;
  }

  /**
   * Writes what the connection takes. On the loop's thread.
   *
   * @return whether something is left to be written
   */
  synchronized boolean write() throws IOException {
    while (!lines.isEmpty()) {
      ByteBuffer line = lines.getFirst();
      waiting -= channel.write(line);
      if (line.hasRemaining()) {
        return true;
      }
      lines.removeFirst();
    }
    if (ending) {
      close();
    }
    return false;
  }

  void close() {
    synchronized (this) {
      ending = true;
      lines.clear();
      waiting = 0;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
    left.accept(this);
  }
}
