package city.pulso.edge.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bounded reader of JSON documents (RFC 8259). */
public final class Json {
  private static final int NESTING = 16;
  private static final int MAX_BYTES = 1 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING)
                  .maxStringLength(1 << 16)
                  .maxNameLength(256)
                  .maxNumberLength(64)
                  .maxDocumentLength(MAX_BYTES)
                  .build())
          .build();

  private Json() {}

  /**
   * A token stream with the same bounds.
   *
   * @throws IOException when the input is no JSON
   */
  public static JsonParser parser(byte[] bytes) throws IOException {
    return FACTORY.createParser(bytes);
  }

  /**
   * Reads a whole document: {@code Map<String, Object>}, {@code List<Object>}, {@code String},
   * {@code Double} or {@code Long}, {@code Boolean}, or null for JSON's null.
   *
   * @throws IOException when the input is no JSON, goes on after the value, or exceeds a bound; the
   *     message says where
   */
  public static @Nullable Object read(byte[] bytes) throws IOException {
    if (bytes.length > MAX_BYTES) {
      throw new IOException(bytes.length + " bytes; at most " + MAX_BYTES + " are accepted");
    }
    try (JsonParser parser = parser(bytes)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new IOException("empty; a JSON value is expected");
      }
      Object value = value(parser, token);
      if (parser.nextToken() != null) {
        throw new IOException(
            "byte "
                + parser.currentTokenLocation().getByteOffset()
                + ": something follows the value");
      }
      return value;
    } catch (JsonProcessingException e) {
      // Jackson's own message goes over several lines and does not say the byte in its first.
      long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      String at = offset < 0 ? "" : "byte " + offset + ": ";
      throw new IOException(at + plain(e), e);
    }
  }

  /** What the library says is wrong, without its advice to programmers. */
  public static String plain(JsonProcessingException e) {
    return String.valueOf(e.getOriginalMessage())
        .replaceAll("(?s) ?\\(start marker at .*", "")
        .replaceAll("(?s): enable `.*", "; not in JSON");
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDoubleValue();
          };
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      map.put(name, value(parser, parser.nextToken()));
    }
    return map;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      list.add(value(parser, token));
    }
    return list;
  }
}
