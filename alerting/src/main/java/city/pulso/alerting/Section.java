package city.pulso.alerting;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a YAML file. Every key is asked for once; {@link #done()} then names the keys
 * nobody asked for. A value of the wrong kind is a problem and reads as its default.
 */
final class Section {
  private final String path;
  private final Map<String, Object> values;
  private final List<String> problems;
  private final Path base;
  private final TreeSet<String> known = new TreeSet<>();

  Section(String path, @Nullable Object value, List<String> problems, Path base) {
    this.path = path;
    this.problems = problems;
    this.base = base;
    this.values = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> values.put(String.valueOf(key), entry));
    } else if (value != null) {
      problem(path, value, "a mapping of keys to values");
    }
  }

  boolean has(String key) {
    known.add(key);
    return values.get(key) != null;
  }

  Section section(String key) {
    known.add(key);
    return new Section(at(key), values.get(key), problems, base);
  }

  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    List<Object> entries = list(key);
    for (int i = 0; i < entries.size(); i++) {
      sections.add(new Section(at(key) + "[" + i + "]", entries.get(i), problems, base));
    }
    return sections;
  }

  String text(String key, String otherwise) {
    return read(key, otherwise, Optional::of, "text");
  }

  @Nullable String textOrNull(String key) {
    String text = text(key, "");
    return text.isEmpty() ? null : text;
  }

  /** A key that must be there. */
  String required(String key, String accepted) {
    if (!has(key)) {
      problem(at(key), "nothing", accepted);
      return "";
    }
    return text(key, "");
  }

  int whole(String key, int otherwise) {
    return read(
        key,
        otherwise,
        text -> text.matches("-?\\d{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty(),
        "a whole number");
  }

  Duration duration(String key, Duration otherwise) {
    return read(key, otherwise, Durations::read, Durations.ACCEPTED);
  }

  @Nullable Path pathOrNull(String key) {
    String text = textOrNull(key);
    return text == null ? null : base.resolve(text);
  }

  URI uri(String key, String example) {
    String text = required(key, example);
    try {
      return new URI(text);
    } catch (URISyntaxException notAnUri) {
      problem(at(key), "an address that cannot be read", example);
      return URI.create("");
    }
  }

  <T> T read(String key, T otherwise, Function<String, Optional<T>> reader, String accepted) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    Optional<T> read =
        value instanceof Map || value instanceof List
            ? Optional.empty()
            : reader.apply(String.valueOf(value));
    if (read.isEmpty()) {
      problem(at(key), value, accepted);
    }
    return read.orElse(otherwise);
  }

  List<String> texts(String key) {
    return list(key).stream().map(String::valueOf).toList();
  }

  void problem(String where, Object value, String accepted) {
    problems.add(where + ": " + value + " is not accepted; use " + accepted);
  }

  /** Where a key of this section is. */
  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Names every key that nobody asked for. */
  void done() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problems.add(at(key) + ": unknown key; use " + Nearest.offer(key, known));
      }
    }
  }

  private List<Object> list(String key) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    problem(at(key), value, "a list");
    return List.of();
  }
}
