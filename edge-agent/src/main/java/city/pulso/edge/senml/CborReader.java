package city.pulso.edge.senml;

import city.pulso.edge.senml.SenmlException.Error;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * As much of CBOR (RFC 8949) as SenML needs: integers, floats, decimal fractions, strings, flags;
 * all else can be skipped. Never reads past the end, never nests deeper than {@value #NESTING},
 * never allocates more than the input is long.
 */
final class CborReader {
  static final int ARRAY = 4;
  static final int MAP = 5;

  /** A head that gives no length. */
  static final long INDEFINITE = -1;

  private static final int NESTING = 8;
  private static final int TAG = 6;
  private static final int BREAK = 0xff;

  private final byte[] in;
  private int at;

  CborReader(byte[] in) {
    this.in = in;
  }

  int offset() {
    return at;
  }

  int remaining() {
    return in.length - at;
  }

  int peekMajor() throws SenmlException {
    return peek() >> 5;
  }

  /** Reads an item's head and returns its argument, or {@link #INDEFINITE}. */
  long head() throws SenmlException {
    int start = at;
    int info = next() & 31;
    long argument =
        switch (info) {
          case 24 -> unsigned(1);
          case 25 -> unsigned(2);
          case 26 -> unsigned(4);
          case 27 -> unsigned(8);
          case 28, 29, 30 -> throw problemAt(start, "reserved additional information " + info);
          case 31 -> INDEFINITE;
          default -> info;
        };
    if (argument < 0 && info != 31) {
      throw problemAt(start, "a number beyond 2^63");
    }
    return argument;
  }

  /** True, and taken, when a break comes next. */
  boolean takeBreak() throws SenmlException {
    if (peek() == BREAK) {
      at++;
      return true;
    }
    return false;
  }

  /**
   * Reads a scalar: Double, String, byte[] or Boolean; null stands for anything that no label of
   * SenML takes.
   */
  @Nullable Object value() throws SenmlException {
    int start = at;
    int first = peek();
    switch (first >> 5) {
      case 0:
        return (double) definite(start);
      case 1:
        return -1.0 - definite(start);
      case 2:
        return bytes(2);
      case 3:
        return text();
      case TAG:
        return tagged();
      case 7:
        return simple(first);
      default:
        skip();
        return null;
    }
  }

  /** Passes over one item, however it is made. */
  void skip() throws SenmlException {
    skip(0);
  }

  private void skip(int depth) throws SenmlException {
    if (depth > NESTING) {
      throw problem("nested deeper than " + NESTING);
    }
    int start = at;
    int first = peek();
    int major = first >> 5;
    if (major == 7) {
      if (first == BREAK) {
        throw problem("a break without a beginning");
      }
      simple(first);
      return;
    }
    long argument = head();
    boolean open = argument == INDEFINITE;
    if (open && (major < 2 || major == TAG)) {
      throw problemAt(start, "an integer or tag without a value");
    }
    switch (major) {
      case 2, 3 -> {
        if (open) {
          while (!takeBreak()) {
            skip(depth + 1);
          }
        } else {
          advance(argument);
        }
      }
      case ARRAY, MAP -> {
        long items =
            major == MAP && !open ? Math.multiplyExact(Math.min(argument, 1L << 40), 2) : argument;
        for (long i = 0; open ? !takeBreak() : i < items; i++) {
          skip(depth + 1);
        }
      }
      case TAG -> skip(depth + 1);
      default -> {
        // An integer is its head.
      }
    }
  }

  private long definite(int start) throws SenmlException {
    long argument = head();
    if (argument == INDEFINITE) {
      throw problemAt(start, "a length that is not there");
    }
    return argument;
  }

  /**
   * Tag 4, decimal fraction [exponent, mantissa] (RFC 8949 section 3.4.4); other tags have no use.
   */
  private @Nullable Object tagged() throws SenmlException {
    int start = at;
    long tag = definite(start);
    if (tag != 4) {
      skip(1);
      return null;
    }
    int array = at;
    if (peekMajor() != ARRAY || definite(array) != 2) {
      throw problemAt(array, "a decimal fraction is an array of two integers");
    }
    long exponent = integer();
    long mantissa = integer();
    if (Math.abs(exponent) > 400) {
      throw problemAt(array, "a decimal fraction's exponent beyond 400");
    }
    return BigDecimal.valueOf(mantissa, (int) -exponent).doubleValue();
  }

  private long integer() throws SenmlException {
    int start = at;
    int major = peekMajor();
    if (major > 1) {
      throw problemAt(start, "an integer is expected");
    }
    long argument = definite(start);
    return major == 0 ? argument : -1 - argument;
  }

  private @Nullable Object simple(int first) throws SenmlException {
    int start = at++;
    return switch (first & 31) {
      case 20 -> Boolean.FALSE;
      case 21 -> Boolean.TRUE;
      case 24 -> {
        next();
        yield null;
      }
      case 25 -> half((int) unsigned(2));
      case 26 -> (double) Float.intBitsToFloat((int) unsigned(4));
      case 27 -> Double.longBitsToDouble(unsigned(8));
      case 28, 29, 30, 31 -> throw problemAt(start, "a break or reserved value");
      default -> null;
    };
  }

  /** IEEE 754 binary16 (RFC 8949 appendix D). */
  private static double half(int bits) {
    int exponent = bits >> 10 & 31;
    int mantissa = bits & 1023;
    double magnitude;
    if (exponent == 0) {
      magnitude = Math.scalb((double) mantissa, -24);
    } else if (exponent == 31) {
      magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      magnitude = Math.scalb((double) (mantissa + 1024), exponent - 25);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  private String text() throws SenmlException {
    int start = at;
    byte[] bytes = bytes(3);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw problemAt(start, "a text that is no UTF-8");
    }
  }

  private byte[] bytes(int major) throws SenmlException {
    long length = head();
    if (length != INDEFINITE) {
      int from = at;
      advance(length);
      return Arrays.copyOfRange(in, from, at);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (!takeBreak()) {
      int start = at;
      if (peekMajor() != major) {
        throw problemAt(start, "a chunk of another type");
      }
      long chunk = definite(start);
      int from = at;
      advance(chunk);
      whole.write(in, from, (int) chunk);
    }
    return whole.toByteArray();
  }

  private void advance(long length) throws SenmlException {
    if (length > remaining()) {
      throw truncated();
    }
    at += (int) length;
  }

  private long unsigned(int bytes) throws SenmlException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | next();
    }
    return value;
  }

  private int peek() throws SenmlException {
    if (at >= in.length) {
      throw truncated();
    }
    return in[at] & 0xff;
  }

  private int next() throws SenmlException {
    int value = peek();
    at++;
    return value;
  }

  SenmlException problem(String what) {
    return problemAt(at, what);
  }

  private static SenmlException problemAt(int offset, String what) {
    return new SenmlException(Error.NOT_CBOR, "byte " + offset + ": " + what);
  }

  private SenmlException truncated() {
    return new SenmlException(Error.TRUNCATED, "byte " + in.length + ": the payload is cut short");
  }
}
