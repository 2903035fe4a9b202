package city.pulso.alerting.console;

/**
 * Builds HTML. Whatever is not a constant of ours goes through {@link #text} or {@link #attribute},
 * which escape it.
 */
final class Html {
  private final StringBuilder out = new StringBuilder(4_096);

  /** Markup of our own. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Anything else, as text or as the value of a quoted attribute. */
  Html text(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' ? ' ' : c); // one line per server-sent event
      }
    }
    return this;
  }

  /** A space, then name="value". */
  Html attribute(String name, String value) {
    return raw(" ").raw(name).raw("=\"").text(value).raw("\"");
  }

  /** An element with a class around text. */
  Html element(String name, String cssClass, String value) {
    return raw("<" + name + " class=\"" + cssClass + "\">").text(value).raw("</" + name + ">");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
