package city.pulso.edge.coap;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Handshake messages of one side of a DTLS connection, put together and in order. */
final class HandshakeMessages {
  static final int HEAD = 12;
  private static final int MOST_BODY = 1 << 16;
  private static final int MOST_WAITING = 32;

  private final Map<Integer, byte[]> bodies = new TreeMap<>();
  private final Map<Integer, Integer> missing = new HashMap<>();
  private int next = -1;

  /** Part of a handshake message (RFC 6347 section 4.2.2). */
  record Fragment(int type, int length, int sequence, int offset, byte[] part) {
    static Fragment read(ByteBuffer at) {
      int type = at.get() & 0xff;
      int length = three(at);
      int sequence = at.getShort() & 0xffff;
      int offset = three(at);
      byte[] part = new byte[three(at)];
      at.get(part);
      return new Fragment(type, length, sequence, offset, part);
    }

    private static int three(ByteBuffer at) {
      return (at.get() & 0xff) << 16 | (at.getShort() & 0xffff);
    }

    boolean clientHello() {
      return type == DtlsFlow.CLIENT_HELLO;
    }

    boolean acceptable() {
      return length <= MOST_BODY && offset + part.length <= length;
    }
  }

  /** Number of the message that is due; negative: none was heard yet. */
  int next() {
    return next;
  }

  /** What comes next has this number. */
  void expect(int number) {
    next = number;
  }

  /** Forgets everything. */
  void clear() {
    next = -1;
    bodies.clear();
    missing.clear();
  }

  /**
   * Takes a part: the whole message with its head, as if it had come at once; null: parts are
   * missing.
   */
  byte @Nullable [] put(Fragment fragment) {
    if (bodies.size() >= MOST_WAITING && !bodies.containsKey(fragment.sequence())) {
      return null;
    }
    int whole = HEAD + fragment.length();
    byte[] body =
        fragment.offset() == 0 && fragment.part().length == fragment.length()
            ? new byte[whole]
            : bodies.getOrDefault(fragment.sequence(), new byte[whole]);
    if (body.length != whole) {
      return null;
    }
    ByteBuffer head = ByteBuffer.wrap(body);
    head.put((byte) fragment.type()).put((byte) (fragment.length() >> 16));
    head.putShort((short) fragment.length()).putShort((short) fragment.sequence());
    head.put(new byte[3]).put((byte) (fragment.length() >> 16)).putShort((short) fragment.length());
    head.position(HEAD + fragment.offset()).put(fragment.part());
    int left =
        body.length == HEAD
            ? 0
            : missing.getOrDefault(fragment.sequence(), fragment.length()) - fragment.part().length;
    bodies.put(fragment.sequence(), body);
    missing.put(fragment.sequence(), Math.max(0, left));
    return left <= 0 ? body : null;
  }

  /** The message that is due; null: it is not whole yet. */
  byte @Nullable [] take() {
    byte[] body = bodies.get(next);
    if (body == null || missing.getOrDefault(next, 1) > 0) {
      return null;
    }
    bodies.remove(next);
    missing.remove(next);
    next++;
    return body;
  }
}
