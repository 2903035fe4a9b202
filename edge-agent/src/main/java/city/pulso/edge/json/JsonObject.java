package city.pulso.edge.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as devices mean it: unknown keys are ignored, a missing key or null is "not
 * reported", numbers may come as strings.
 */
public final class JsonObject {
  private static final JsonObject EMPTY = new JsonObject(Map.of());
  private final Map<?, ?> fields;

  private JsonObject(Map<?, ?> fields) {
    this.fields = fields;
  }

  /**
   * Reads a document whose root is an object.
   *
   * @throws IOException when it is anything else
   */
  public static JsonObject read(byte[] bytes) throws IOException {
    Object root = Json.read(bytes);
    if (root instanceof Map<?, ?> map) {
      return new JsonObject(map);
    }
    throw new IOException("the root is no object; a JSON object is expected");
  }

  /** The objects among a list's elements, or the value itself where it is one. */
  public static List<JsonObject> objects(@Nullable Object value) {
    List<JsonObject> found = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      found.add(new JsonObject(map));
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map) {
          found.add(new JsonObject(map));
        }
      }
    }
    return found;
  }

  public boolean has(String key) {
    return fields.get(key) != null;
  }

  /** The object under a key; an empty one when there is none. */
  public JsonObject object(String key) {
    return fields.get(key) instanceof Map<?, ?> map ? new JsonObject(map) : EMPTY;
  }

  /** The objects of the array under a key. */
  public List<JsonObject> objects(String key) {
    return objects(fields.get(key));
  }

  /** The array under a key; an empty one when there is none. */
  public List<?> list(String key) {
    return fields.get(key) instanceof List<?> list ? list : List.of();
  }

  public Optional<String> text(String key) {
    Object value = fields.get(key);
    return value instanceof String || value instanceof Number
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  /** A number, also where it is written as a string; of an array the first element. */
  public OptionalDouble number(String key) {
    return number(fields.get(key));
  }

  public Optional<Boolean> flag(String key) {
    return fields.get(key) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
  }

  private static OptionalDouble number(@Nullable Object value) {
    if (value instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      return number(list.get(0));
    }
    if (value instanceof String text) {
      try {
        return OptionalDouble.of(Double.parseDouble(text.strip()));
      } catch (NumberFormatException e) {
        return OptionalDouble.empty();
      }
    }
    return OptionalDouble.empty();
  }
}
