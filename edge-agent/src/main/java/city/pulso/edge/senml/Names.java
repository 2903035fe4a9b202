package city.pulso.edge.senml;

/** Names of records (RFC 8428 section 4.5.1). */
final class Names {
  private static final int LONGEST = 256;

  private Names() {}

  static boolean accepted(String name) {
    if (name.isEmpty() || name.length() > LONGEST || !alphanumeric(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!alphanumeric(c) && "-:./_".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A stranger's text made fit for a diagnostic message: short, printable ASCII. */
  static String shown(String text) {
    String cut = text.length() > 40 ? text.substring(0, 40) + "..." : text;
    StringBuilder shown = new StringBuilder();
    cut.chars().forEach(c -> shown.append(c >= 32 && c < 127 ? (char) c : '?'));
    return shown.toString();
  }

  private static boolean alphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
