package city.pulso.edge.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read key by key. What is wrong is collected with key path and line, so
 * that one attempt tells everything. Keys that nobody asked for are problems too. Not thread-safe.
 */
public final class YamlSection {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final String path;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final TreeSet<String> asked = new TreeSet<>();
  private final List<YamlSection> sections = new ArrayList<>();
  private final List<String> problems;
  private final int line;

  private YamlSection(String path, @Nullable Node node, List<String> problems) {
    this.path = path;
    this.problems = problems;
    this.line = node == null ? 0 : line(node);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          nodes.put(key.getValue(), tuple.getValueNode());
          lines.put(key.getValue(), line(key));
        }
      }
    } else if (node != null) {
      problems.add(where(path, line) + ": use a mapping of keys to values");
    }
  }

  /**
   * Parses a file's text.
   *
   * @throws ConfigException when it is no YAML; says where
   */
  public static YamlSection parse(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(10)
            .setCodePointLimit(1 << 20)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        throw new ConfigException(List.of("the file is empty; see config/sample.yaml"));
      }
      return new YamlSection("", root.get(), new ArrayList<>());
    } catch (YamlEngineException e) {
      throw new ConfigException(List.of("no YAML: " + String.valueOf(e.getMessage()).strip()));
    }
  }

  public boolean has(String key) {
    return nodes.containsKey(key);
  }

  /** The mapping under a key; an empty one when the key is missing. */
  public YamlSection section(String key) {
    asked.add(key);
    YamlSection section = new YamlSection(at(key), nodes.get(key), problems);
    sections.add(section);
    return section;
  }

  /** The mappings in the list under a key. */
  public List<YamlSection> sections(String key) {
    asked.add(key);
    Node node = nodes.get(key);
    List<YamlSection> found = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        found.add(new YamlSection(at(key) + "[" + found.size() + "]", element, problems));
      }
    } else if (node != null) {
      problem(key, "a value", "a list");
    }
    sections.addAll(found);
    return found;
  }

  /** A value that must be given; a stand-in, and a problem, when it is not. */
  public String required(String key, String accepted) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      problems.add(where(at(key), line) + " is missing; use " + accepted);
    }
    return value.orElse("");
  }

  public Optional<String> text(String key) {
    asked.add(key);
    Node node = nodes.get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problem(key, "a list or mapping", "a single value");
    return Optional.empty();
  }

  public int integer(String key, int otherwise) {
    long value = whole(key, otherwise);
    if (value != (int) value) {
      problem(key, String.valueOf(value), "a whole number below 2147483648");
      return otherwise;
    }
    return (int) value;
  }

  public long whole(String key, long otherwise) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value.get());
    } catch (NumberFormatException e) {
      problem(key, value.get(), "a whole number");
      return otherwise;
    }
  }

  public Duration duration(String key, Duration otherwise) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(value.get());
    if (!matcher.matches()) {
      problem(key, value.get(), "a number and ms, s, m or h, for example 30s");
      return otherwise;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** Notes a problem with a key's value. */
  public void problem(String key, String value, String accepted) {
    int keyLine = lines.getOrDefault(key, line);
    problems.add(where(at(key), keyLine) + ": " + value + " is not accepted; use " + accepted);
  }

  /**
   * Makes a part of the configuration, taking what it says is wrong over under this section's name.
   *
   * @return the part; empty when it was refused
   */
  public <T> Optional<T> make(java.util.function.Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (ConfigException e) {
      String prefix = path.isEmpty() ? "" : path + " (line " + line + "): ";
      e.problems().forEach(problem -> problems.add(prefix + problem));
    } catch (IllegalArgumentException e) {
      problems.add(where(path, line) + ": " + e.getMessage());
    }
    return Optional.empty();
  }

  /**
   * To be called on the root when everything was asked for.
   *
   * @throws ConfigException naming every problem
   */
  public void finish() {
    unknownKeys();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void unknownKeys() {
    for (String key : nodes.keySet()) {
      if (!asked.contains(key)) {
        problems.add(
            where(at(key), lines.getOrDefault(key, line))
                + " is not known; "
                + Nearest.to(key, asked)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("use " + String.join(", ", asked)));
      }
    }
    sections.forEach(YamlSection::unknownKeys);
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String where(String path, int line) {
    return line > 0 ? path + " (line " + line + ")" : path;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
