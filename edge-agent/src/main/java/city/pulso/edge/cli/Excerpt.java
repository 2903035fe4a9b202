package city.pulso.edge.cli;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a message around the one that a refusal names: by its number, or by a value or a key
 * of the message.
 */
final class Excerpt {
  private static final Pattern BYTE = Pattern.compile("\\b[Bb]yte (\\d{1,7})");
  private static final Pattern VALUE = Pattern.compile("'([^']{2,100})'");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]{2,40}");
  private static final int AROUND = 24;

  private Excerpt() {}

  /**
   * Text as it is, anything else in hexadecimal, the byte at hand between brackets; where the
   * refusal does not say its number, that too.
   *
   * @param numbered whether a number in the refusal is one of this message; else of what it carries
   * @return empty when the refusal names nothing that can be found in the message
   */
  static Optional<String> around(String refusal, byte[] message, boolean numbered) {
    Matcher named = BYTE.matcher(refusal);
    if (numbered && named.find()) {
      int at = Integer.parseInt(named.group(1));
      return at > message.length ? Optional.empty() : Optional.of(shown(message, at));
    }
    OptionalInt found = found(refusal, message);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of("  byte " + found.getAsInt() + ":" + shown(message, found.getAsInt()));
  }

  /** The first value in quotes, or the first word that is a key of the JSON message. */
  private static OptionalInt found(String refusal, byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1); // a character is a byte
    Matcher values = VALUE.matcher(refusal);
    while (values.find()) {
      int at = text.indexOf(latin(values.group(1)));
      if (at >= 0) {
        return OptionalInt.of(at);
      }
    }
    Matcher words = WORD.matcher(refusal);
    while (words.find()) {
      int at = text.indexOf('"' + words.group() + '"');
      if (at >= 0) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  private static String latin(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String shown(byte[] message, int at) {
    int from = Math.max(0, at - AROUND);
    int to = Math.min(message.length, at + AROUND);
    boolean text = true;
    for (int i = from; i < to; i++) {
      text &= message[i] >= ' ' && message[i] < 127;
    }
    StringBuilder shown = new StringBuilder(from > 0 ? "  ... " : "  ");
    for (int i = from; i <= to; i++) {
      if (i == at) {
        shown.append(i < message.length ? "[" : "[end]");
      }
      if (i < to) {
        shown.append(text ? (char) message[i] : HexFormat.of().toHexDigits(message[i]));
      }
      if (i == at && i < message.length) {
        shown.append(']');
      }
    }
    return shown.append(to < message.length ? " ..." : "").toString();
  }
}
