package city.pulso.edge.senml;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Labels of a record (RFC 8428 section 4.1 and 4.2, CBOR integers of section 6). */
enum Label {
  BVER("bver", -1, Kind.VERSION),
  BN("bn", -2, Kind.TEXT),
  BT("bt", -3, Kind.NUMBER),
  BU("bu", -4, Kind.TEXT),
  BV("bv", -5, Kind.NUMBER),
  BS("bs", -6, Kind.NUMBER),
  N("n", 0, Kind.TEXT),
  U("u", 1, Kind.TEXT),
  V("v", 2, Kind.NUMBER),
  VS("vs", 3, Kind.TEXT),
  VB("vb", 4, Kind.FLAG),
  S("s", 5, Kind.NUMBER),
  T("t", 6, Kind.NUMBER),
  UT("ut", 7, Kind.NUMBER),
  VD("vd", 8, Kind.DATA);

  private static final Map<String, Label> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(l -> l.json, Function.identity()));
  private static final Map<Long, Label> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(l -> l.cbor, Function.identity()));

  private final String json;
  private final long cbor;
  private final Kind kind;

  Label(String json, long cbor, Kind kind) {
    this.json = json;
    this.cbor = cbor;
    this.kind = kind;
  }

  static @Nullable Label named(String name) {
    return BY_NAME.get(name);
  }

  static @Nullable Label numbered(long number) {
    return BY_NUMBER.get(number);
  }

  String json() {
    return json;
  }

  Kind kind() {
    return kind;
  }

  boolean base() {
    return cbor < 0;
  }

  /** What a label's value must be. */
  enum Kind {
    VERSION("a positive integer"),
    TEXT("a string"),
    NUMBER("a finite number"),
    FLAG("true or false"),
    DATA("base64url in JSON, a byte string in CBOR");

    private final String accepted;

    Kind(String accepted) {
      this.accepted = accepted;
    }

    String accepted() {
      return accepted;
    }
  }
}
