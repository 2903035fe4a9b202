package city.pulso.flink.influxdb;

import java.util.regex.Pattern;

/**
 * Escaping of InfluxDB's line protocol. What no server reads back unchanged is refused: control
 * characters and backslashes in names and tag values have no portable spelling.
 */
final class LineProtocol {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

  private LineProtocol() {}

  /**
   * Declared names are kept plain, so that every server, query language and dashboard takes them.
   */
  static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches() || name.equals("time")) {
      throw new IllegalArgumentException(
          what + " '" + name + "' is not accepted; use " + NAME.pattern() + ", not 'time'");
    }
  }

  /** Measurement and tags of a line: what comes before the first space that is not escaped. */
  static String series(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != ' ') {
      end += line.charAt(end) == '\\' ? 2 : 1;
    }
    return line.substring(0, Math.min(end, line.length()));
  }

  /** Whether every server reads it back unchanged. */
  static boolean isPortableTag(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c) || c == '\\') {
        return false;
      }
    }
    return true;
  }

  static void appendTagValue(StringBuilder line, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '=' || c == ' ') {
        line.append('\\');
      }
      line.append(c);
    }
  }

  static void appendText(StringBuilder line, String value) {
    line.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\');
      }
      line.append(c);
    }
    line.append('"');
  }

  /** Length in UTF-8, without encoding it. */
  static int utf8Length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        length += 2;
      } else {
        length += 3;
      }
    }
    return length;
  }
}
