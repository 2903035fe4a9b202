package city.pulso.edge.cli;

import city.pulso.edge.coap.CoapConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A device's message, read from standard input. */
final class Payload {
  /** More than any configuration lets an agent take. */
  private static final int MOST = 1 << 20;

  private Payload() {}

  /**
   * Reads to the end of the input.
   *
   * @param encoding how the bytes are written down
   * @param err is told when an agent of default configuration would not take so much
   * @throws IOException saying what is accepted, when there is nothing or too much
   */
  static byte[] read(InputStream in, Encoding encoding, PrintWriter err) throws IOException {
    byte[] payload = encoding.bytes(in.readNBytes(4 * MOST));
    if (payload.length == 0) {
      throw new IOException(
          "standard input is empty; give the message, for example < payload.json");
    }
    if (payload.length > MOST) {
      throw new IOException("the message is larger than " + MOST + " bytes; no agent takes that");
    }
    int usual = CoapConfig.loopback().maxPayload();
    if (payload.length > usual) {
      err.println(
          payload.length
              + " bytes: an agent takes "
              + usual
              + " unless max-payload says otherwise");
    }
    return payload;
  }

  /** How a message is written down. */
  enum Encoding {
    /** As it is. */
    RAW,
    /** Hexadecimal digits; white space, colons and a leading 0x do not matter. */
    HEX,
    /** Base64, also with the URL alphabet; white space does not matter. */
    BASE64;

    private byte[] bytes(byte[] input) throws IOException {
      if (this == RAW) {
        return input;
      }
      String text = new String(input, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
      try {
        if (this == HEX) {
          String digits = text.replace(":", "");
          return HexFormat.of().parseHex(digits.startsWith("0x") ? digits.substring(2) : digits);
        }
        return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      } catch (IllegalArgumentException e) {
        throw new IOException("standard input is no " + label() + ": " + e.getMessage(), e);
      }
    }

    /** As the command line writes it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@code --input}. */
  static final class EncodingOption implements ITypeConverter<Encoding> {
    @Override
    public Encoding convert(String value) {
      for (Encoding encoding : Encoding.values()) {
        if (encoding.label().equals(value)) {
          return encoding;
        }
      }
      throw new TypeConversionException("'" + value + "' is not accepted; use raw, hex or base64");
    }
  }
}
