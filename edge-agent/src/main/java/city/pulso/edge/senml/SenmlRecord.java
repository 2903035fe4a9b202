package city.pulso.edge.senml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One record as it was written, each value checked for its type. */
final class SenmlRecord {
  private final int index;
  private final long offset;
  private final Map<Label, Object> fields = new EnumMap<>(Label.class);

  /**
   * @param index place in the pack, from 0
   * @param offset byte at which it begins
   */
  SenmlRecord(int index, long offset) {
    this.index = index;
    this.offset = offset;
  }

  /**
   * Takes a field over.
   *
   * @param value String, Double, Boolean, or byte[]; anything else is a wrong type
   */
  void put(Label label, @Nullable Object value) throws SenmlException {
    Object checked = checked(label, value);
    if (fields.put(label, checked) != null) {
      throw problem(
          SenmlException.Error.DUPLICATE_LABEL, label, "appears twice; use each label once");
    }
  }

  /** A field that is not known: fine, unless it must be understood (RFC 8428 section 4.4). */
  void unknown(String label) throws SenmlException {
    if (label.endsWith("_")) {
      throw new SenmlException(
          SenmlException.Error.MUST_UNDERSTAND,
          place()
              + ": label '"
              + Names.shown(label)
              + "' must be understood and is not; leave it out");
    }
  }

  boolean has(Label label) {
    return fields.containsKey(label);
  }

  boolean onlyBaseFields() {
    return !fields.isEmpty() && fields.keySet().stream().allMatch(Label::base);
  }

  double number(Label label) {
    return fields.get(label) instanceof Double number ? number : 0;
  }

  @Nullable String text(Label label) {
    return fields.get(label) instanceof String text ? text : null;
  }

  @Nullable Object value(Label label) {
    return fields.get(label);
  }

  /** For saying where something is wrong. */
  String place() {
    return place(index, offset);
  }

  static String place(int index, long offset) {
    return "record " + index + " at byte " + offset;
  }

  int index() {
    return index;
  }

  private Object checked(Label label, @Nullable Object value) throws SenmlException {
    switch (label.kind()) {
      case TEXT:
        if (value instanceof String) {
          return value;
        }
        break;
      case FLAG:
        if (value instanceof Boolean) {
          return value;
        }
        break;
      case NUMBER:
        if (value instanceof Double number && Double.isFinite(number)) {
          return number;
        }
        break;
      case VERSION:
        if (value instanceof Double number && number >= 1 && number == Math.rint(number)) {
          return number;
        }
        break;
      case DATA:
        if (value instanceof byte[]) {
          return value;
        }
        if (value instanceof String text) {
          return base64url(label, text);
        }
        break;
    }
    throw problem(
        SenmlException.Error.WRONG_TYPE, label, "is not accepted; use " + label.kind().accepted());
  }

  private byte[] base64url(Label label, String text) throws SenmlException {
    try {
      if (text.indexOf('=') < 0) {
        return Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IllegalArgumentException e) {
      // Said below, with the place.
    }
    throw problem(
        SenmlException.Error.BAD_BASE64URL,
        label,
        "is no base64url without padding (RFC 4648 section 5)");
  }

  SenmlException problem(SenmlException.Error error, Label label, String what) {
    return new SenmlException(error, place() + ": " + label.json() + " " + what);
  }
}
