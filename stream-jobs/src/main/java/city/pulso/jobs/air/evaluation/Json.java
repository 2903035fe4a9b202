package city.pulso.jobs.air.evaluation;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** JSON, read as the YAML 1.2 it also is, with errors that name the key. */
final class Json {
  private static final int MAX_CHARACTERS = 16 * 1024 * 1024;

  private Json() {}

  static @Nullable Object read(Path file) throws IOException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file.toString()).setCodePointLimit(MAX_CHARACTERS).build();
    return new Load(settings).loadFromString(Files.readString(file));
  }

  static List<Map<String, @Nullable Object>> objects(@Nullable Object list) {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (Object item : list(list)) {
      objects.add(object(item));
    }
    return objects;
  }

  static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("'" + value + "' is not an object");
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map.forEach((k, v) -> object.put(String.valueOf(k), v));
    return object;
  }

  static List<?> list(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException("'" + value + "' is not a list");
    }
    return list;
  }

  /** A number, or a number kept as text. */
  static BigDecimal decimal(@Nullable Object value) {
    return new BigDecimal(String.valueOf(value).strip());
  }

  /** The hours, newest first; null stays a hole. */
  static List<@Nullable BigDecimal> newestFirst(@Nullable Object oldestFirst) {
    List<@Nullable BigDecimal> hours = new ArrayList<>();
    for (Object hour : list(oldestFirst)) {
      hours.add(0, hour == null ? null : decimal(hour));
    }
    return hours;
  }

  static String text(Map<String, ?> object, String key) {
    Object value = object.get(key);
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value.toString();
  }
}
