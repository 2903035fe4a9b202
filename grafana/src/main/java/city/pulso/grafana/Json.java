package city.pulso.grafana;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, lists, text, numbers and truth values as JSON (RFC 8259), two spaces deep per level,
 * members in the order given: the same input always gives the same bytes.
 */
final class Json {
  private Json() {}

  /** An object from alternating names and values. */
  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]) != null) {
        throw new IllegalArgumentException("member '" + namesAndValues[i] + "' is given twice");
      }
    }
    return object;
  }

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value, "\n");
    return out.append('\n').toString();
  }

  private static void append(StringBuilder out, @Nullable Object value, String newLine) {
    if (value instanceof Map<?, ?> object) {
      appendObject(out, object, newLine);
    } else if (value instanceof List<?> array) {
      appendArray(out, array, newLine);
    } else if (value instanceof String text) {
      appendText(out, text);
    } else if (value instanceof Double number && number == Math.rint(number)) {
      out.append(number.longValue());
    } else {
      out.append(value);
    }
  }

  private static void appendObject(StringBuilder out, Map<?, ?> object, String newLine) {
    if (object.isEmpty()) {
      out.append("{}");
      return;
    }
    String inner = newLine + "  ";
    String separator = "{";
    for (Map.Entry<?, ?> member : object.entrySet()) {
      out.append(separator).append(inner);
      appendText(out, String.valueOf(member.getKey()));
      out.append(": ");
      append(out, member.getValue(), inner);
      separator = ",";
    }
    out.append(newLine).append('}');
  }

  private static void appendArray(StringBuilder out, List<?> array, String newLine) {
    if (array.isEmpty()) {
      out.append("[]");
      return;
    }
    String inner = newLine + "  ";
    String separator = "[";
    for (Object element : array) {
      out.append(separator).append(inner);
      append(out, element, inner);
      separator = ",";
    }
    out.append(newLine).append(']');
  }

  private static void appendText(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
