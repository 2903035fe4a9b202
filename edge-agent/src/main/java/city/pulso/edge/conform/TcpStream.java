package city.pulso.edge.conform;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the bytes of one direction of a TCP connection (RFC 9293) in order, whatever was sent again
 * or overtaken. Bounded: {@value #MOST_WAITING} bytes wait for what is missing.
 */
final class TcpStream {
  static final int MOST_WAITING = 1 << 20;

  private final Map<Integer, byte[]> waiting = new TreeMap<>();
  private int waitingBytes;
  private boolean begun;
  private boolean broken;
  private int next;

  /** Whether bytes are missing for good: nothing comes any more. */
  boolean broken() {
    return broken;
  }

  /** Whether its first byte is known. */
  boolean begun() {
    return begun;
  }

  /** A connection is opened: what comes next is its first byte. */
  void open(int sequence) {
    begun = true;
    broken = false;
    next = sequence + 1;
    waiting.clear();
    waitingBytes = 0;
  }

  /** A capture that begins within the connection, at a place where a message begins. */
  void join(int sequence) {
    open(sequence - 1);
  }

  /** Takes a segment; what is in order from now on, maybe nothing. */
  byte[] take(int sequence, byte[] bytes) {
    if (!begun || broken) {
      return new byte[0];
    }
    ByteArrayOutputStream ready = new ByteArrayOutputStream();
    if (!append(sequence, bytes, ready) && waiting.put(sequence, bytes) == null) {
      waitingBytes += bytes.length;
      broken = waitingBytes > MOST_WAITING;
    }
    boolean more = !waiting.isEmpty();
    while (more) {
      more = false;
      for (Map.Entry<Integer, byte[]> each : Map.copyOf(waiting).entrySet()) {
        if (append(each.getKey(), each.getValue(), ready)) {
          waiting.remove(each.getKey());
          waitingBytes -= each.getValue().length;
          more = !waiting.isEmpty();
        }
      }
    }
    return ready.toByteArray();
  }

  /** False: something before it is missing. */
  private boolean append(int sequence, byte[] bytes, ByteArrayOutputStream ready) {
    int known = next - sequence; // sequence numbers wrap, differences do not
    if (known < 0) {
      return false;
    }
    if (known < bytes.length) {
      ready.writeBytes(Arrays.copyOfRange(bytes, known, bytes.length));
      next += bytes.length - known;
    }
    return true;
  }
}
