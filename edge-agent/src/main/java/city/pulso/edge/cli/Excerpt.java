package city.pulso.edge.cli;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of a message around the one that a refusal names. */
final class Excerpt {
  private static final Pattern BYTE = Pattern.compile("\\b[Bb]yte (\\d{1,7})");
  private static final int AROUND = 24;

  private Excerpt() {}

  /**
   * Text as it is, anything else in hexadecimal, the byte at hand between brackets.
   *
   * @return empty when the refusal names no byte of the message
   */
  static Optional<String> around(String refusal, byte[] message) {
    Matcher named = BYTE.matcher(refusal);
    if (!named.find() || Integer.parseInt(named.group(1)) > message.length) {
      return Optional.empty();
    }
    int at = Integer.parseInt(named.group(1));
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
    return Optional.of(shown.append(to < message.length ? " ..." : "").toString());
  }
}
