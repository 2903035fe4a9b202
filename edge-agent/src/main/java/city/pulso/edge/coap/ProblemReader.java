package city.pulso.edge.coap;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds the detail in concise problem details (RFC 9290), whoever wrote them. */
final class ProblemReader {
  private static final int DETAIL = -2;
  private static final int NESTING = 8;

  private final ByteBuffer in;

  private ProblemReader(byte[] payload) {
    this.in = ByteBuffer.wrap(payload);
  }

  /** Text of the entry "detail"; empty when there is none or the payload cannot be read. */
  static Optional<String> detail(byte[] payload) {
    try {
      return new ProblemReader(payload).find();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<String> find() {
    int first = in.get() & 0xff;
    if (first >> 5 != 5) {
      return Optional.empty();
    }
    long entries = argument(first);
    for (long i = 0; i < entries; i++) {
      int key = peek();
      boolean detail = key == (1 << 5 | -1 - DETAIL);
      skip(0);
      int value = peek();
      if (detail && value >> 5 == 3) {
        in.get();
        return Optional.of(new String(bytes(argument(value)), StandardCharsets.UTF_8));
      }
      skip(0);
    }
    return Optional.empty();
  }

  private void skip(int depth) {
    if (depth > NESTING) {
      throw new IllegalArgumentException("nested too deeply");
    }
    int first = in.get() & 0xff;
    long argument = argument(first);
    switch (first >> 5) {
      case 2, 3 -> bytes(argument);
      case 4, 5 -> {
        long items = first >> 5 == 5 ? 2 * argument : argument; // below 2^32
        for (long i = 0; i < items; i++) {
          skip(depth + 1);
        }
      }
      case 6 -> skip(depth + 1);
      default -> {
        // its head is all there is of it
      }
    }
  }

  private int peek() {
    if (!in.hasRemaining()) {
      throw new BufferUnderflowException();
    }
    return in.get(in.position()) & 0xff;
  }

  private byte[] bytes(long length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private long argument(int first) {
    long argument =
        switch (first & 31) {
          case 24 -> in.get() & 0xff;
          case 25 -> in.getShort() & 0xffff;
          case 26 -> in.getInt() & 0xffff_ffffL;
          case 27 -> in.getLong();
          case 28, 29, 30, 31 -> throw new IllegalArgumentException("no definite length");
          default -> first & 31;
        };
    if (argument < 0 || argument > Integer.MAX_VALUE && first >> 5 > 1) {
      throw new IllegalArgumentException("too long");
    }
    return argument;
  }
}
