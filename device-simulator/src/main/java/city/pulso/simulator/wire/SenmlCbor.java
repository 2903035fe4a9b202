package city.pulso.simulator.wire;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes a SenML pack in CBOR (RFC 8428 section 6, RFC 8949): integer labels, double values. */
final class SenmlCbor {
  private static final int NEGATIVE = 1;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int DOUBLE = 0xfb;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** One value with its SenML name and unit. */
  record Value(String name, String unit, double value) {}

  /** A pack whose first record carries the base fields. */
  static ByteString pack(String baseName, double baseTimeS, Iterable<Value> values) {
    int count = 0;
    for (Value unused : values) {
      count++;
    }
    try {
      SenmlCbor cbor = new SenmlCbor();
      cbor.head(ARRAY, count);
      boolean first = true;
      for (Value value : values) {
        cbor.head(MAP, first ? 6 : 3);
        if (first) {
          cbor.label(-2).text(baseName);
          cbor.label(-3).number(baseTimeS);
          cbor.label(-1).head(0, 26); // secondary units (RFC 9100)
        }
        cbor.label(0).text(value.name());
        cbor.label(1).text(value.unit());
        cbor.label(2).number(value.value());
        first = false;
      }
      return ByteString.copyFrom(cbor.bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array in memory takes everything
    }
  }

  private SenmlCbor label(int label) throws IOException {
    head(label < 0 ? NEGATIVE : 0, label < 0 ? -1 - label : label);
    return this;
  }

  private void text(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    out.write(utf8);
  }

  private void number(double value) throws IOException {
    out.writeByte(DOUBLE);
    out.writeDouble(value);
  }

  private void head(int major, int value) throws IOException {
    if (value < 24) {
      out.writeByte(major << 5 | value);
    } else if (value < 256) {
      out.writeByte(major << 5 | 24);
      out.writeByte(value);
    } else {
      out.writeByte(major << 5 | 25);
      out.writeShort(value);
    }
  }
}
