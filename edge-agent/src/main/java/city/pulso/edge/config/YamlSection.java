package city.pulso.edge.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
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
  private final String path;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final TreeSet<String> asked = new TreeSet<>();
  private final List<YamlSection> sections = new ArrayList<>();
  private final Map<String, YamlSection> byKey = new LinkedHashMap<>();
  private final List<Noted> problems;
  private final int line;
  private final boolean secret;

  private record Noted(int line, String text) {}

  /**
   * @param secret what stands in the file is not shown unless it was asked for
   */
  private YamlSection(
      String path, @Nullable Node node, int line, List<Noted> problems, boolean secret) {
    this.secret = secret;
    this.path = path;
    this.problems = problems;
    this.line = node == null ? line : line(node);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          take(key, tuple.getValueNode());
        } else {
          note(path, line(tuple.getKeyNode()), ": a key is a single word");
        }
      }
    } else if (node != null) {
      note(
          path,
          this.line,
          ": " + shown(node, secret) + " is not accepted; use a mapping of keys to values");
    }
  }

  private void take(ScalarNode key, Node value) {
    Integer first = lines.putIfAbsent(key.getValue(), line(key));
    if (first == null) {
      nodes.put(key.getValue(), value);
    } else {
      String shown = secret ? "****" : key.getValue();
      note(at(shown), line(key), " is given twice; it is on line " + first + " too");
    }
  }

  /**
   * Parses a file's text.
   *
   * @throws ConfigException when it is no YAML; says where
   */
  public static YamlSection parse(String text) {
    return parse(
        text,
        false,
        e -> new ConfigException(List.of("no YAML: " + String.valueOf(e.getMessage()).strip())));
  }

  /**
   * Parses the text of a file with secrets: what is said to be wrong shows nothing of it.
   *
   * @throws ConfigException when it is no YAML; says the line
   */
  public static YamlSection parseSecret(String text) {
    return parse(
        text,
        true,
        e ->
            new ConfigException(
                List.of(
                    "no YAML"
                        + (e instanceof MarkedYamlEngineException marked
                            ? marked
                                .getProblemMark()
                                .map(mark -> " near line " + (mark.getLine() + 1))
                                .orElse("")
                            : ""))));
  }

  private static YamlSection parse(
      String text, boolean secret, Function<YamlEngineException, ConfigException> wrong) {
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
      return new YamlSection("", root.get(), 0, new ArrayList<>(), secret);
    } catch (YamlEngineException e) {
      throw wrong.apply(e);
    }
  }

  /** Whether a key is given. */
  public boolean has(String key) {
    asked.add(key);
    return nodes.containsKey(key);
  }

  /** Whether a single value stands under a key. */
  public boolean isValue(String key) {
    return nodes.get(key) instanceof ScalarNode;
  }

  private static String shown(Node node, boolean secret) {
    if (node instanceof ScalarNode scalar) {
      return secret ? "a single value" : "'" + scalar.getValue() + "'";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  /** The mapping under a key; an empty one when the key is missing. */
  public YamlSection section(String key) {
    asked.add(key);
    return byKey.computeIfAbsent(
        key,
        name -> {
          int at = lines.getOrDefault(name, line);
          YamlSection section = new YamlSection(at(name), nodes.get(name), at, problems, secret);
          sections.add(section);
          return section;
        });
  }

  /** The mappings in the list under a key. */
  public List<YamlSection> sections(String key) {
    asked.add(key);
    Node node = nodes.get(key);
    List<YamlSection> found = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        String place = at(key) + "[" + found.size() + "]";
        found.add(new YamlSection(place, element, line, problems, secret));
      }
    } else if (node != null) {
      problem(key, shown(node, secret), "a list");
    }
    sections.addAll(found);
    return found;
  }

  /** A value that must be given; a stand-in, and a problem, when it is not. */
  public String required(String key, String accepted) {
    Optional<String> value = text(key);
    if (!nodes.containsKey(key)) {
      note(at(key), line, " is missing; use " + accepted);
    }
    return value.orElse("");
  }

  /** A value as it is written. */
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

  /**
   * A value that must be one of these words.
   *
   * @return the word; empty when there is none or another, which is a problem
   */
  public Optional<String> oneOf(String key, Collection<String> words) {
    Optional<String> value = text(key);
    if (value.isPresent() && !words.contains(value.get())) {
      problem(
          key,
          value.get(),
          "one of "
              + String.join(", ", words)
              + Nearest.to(value.get(), words)
                  .map(near -> "; did you mean " + near + "?")
                  .orElse(""));
      return Optional.empty();
    }
    return value;
  }

  /** A value that must be one of these words and must be given. */
  public Optional<String> requiredOneOf(String key, Collection<String> words) {
    if (!nodes.containsKey(key)) {
      note(at(key), line, " is missing; use one of " + String.join(", ", words));
    }
    return oneOf(key, words);
  }

  /** The values in the list under a key; empty when the key is missing. */
  public List<String> texts(String key) {
    asked.add(key);
    Node node = nodes.get(key);
    List<String> found = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        if (element instanceof ScalarNode scalar) {
          found.add(scalar.getValue());
        } else {
          problem(key, "a list or mapping in the list", "a list of single values");
        }
      }
    } else if (node != null) {
      problem(key, shown(node, secret), "a list of values, for example [a, b]");
    }
    return found;
  }

  /** True or false. */
  public boolean flag(String key, boolean otherwise) {
    Optional<String> value = text(key);
    if (value.isEmpty() || value.get().equals("true") || value.get().equals("false")) {
      return value.map(Boolean::parseBoolean).orElse(otherwise);
    }
    problem(key, value.get(), "true or false");
    return otherwise;
  }

  public int integer(String key, int otherwise) {
    long value = whole(key, otherwise);
    if (value != (int) value) {
      problem(key, String.valueOf(value), "a whole number below 2147483648");
      return otherwise;
    }
    return (int) value;
  }

  /** A whole number within bounds, both included. */
  public int integer(String key, int otherwise, int least, int most) {
    int value = integer(key, otherwise);
    if (value < least || value > most) {
      problem(key, String.valueOf(value), least + " to " + most);
      return otherwise;
    }
    return value;
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
    Optional<Duration> time = Times.parse(value.get());
    if (time.isEmpty()) {
      problem(key, value.get(), "a number and ms, s, m or h, for example 30s");
    }
    return time.orElse(otherwise);
  }

  /** Notes a problem with a key's value. */
  public void problem(String key, String value, String accepted) {
    String shown = value.isEmpty() ? "nothing" : value;
    noteOf(key, ": " + shown + " is not accepted; use " + accepted);
  }

  /**
   * Makes a part of the configuration. What it says is wrong is noted with this section's keys and
   * lines.
   *
   * @param standIn what is used instead when it is refused, so that the rest can be checked too
   */
  public <T> T make(Supplier<T> part, T standIn) {
    return make(part).orElse(standIn);
  }

  /** The same without a stand-in: empty when the part was refused. */
  public <T> Optional<T> make(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (ConfigException e) {
      if (e.found().isEmpty()) {
        e.problems().forEach(problem -> note(path, line, ": " + problem));
      }
      for (Problem problem : e.found()) {
        noteOf(problem.key(), ": " + problem.what());
      }
    } catch (IllegalArgumentException e) {
      note(path, line, ": " + e.getMessage());
    }
    return Optional.empty();
  }

  /**
   * To be called on the root when everything was asked for.
   *
   * @throws ConfigException naming every problem, in the order of the file
   */
  public void finish() {
    unknownKeys();
    if (!problems.isEmpty()) {
      throw new ConfigException(
          problems.stream().sorted(Comparator.comparingInt(Noted::line)).map(Noted::text).toList());
    }
  }

  /**
   * Key paths that were asked for and are not in the file, without the places in lists, for example
   * {@code gateways.coap.port}.
   */
  public SortedSet<String> notGiven() {
    SortedSet<String> missing = new TreeSet<>();
    for (String key : asked) {
      if (!nodes.containsKey(key)) {
        missing.add(at(key).replaceAll("\\[\\d+]", ""));
      }
    }
    sections.forEach(section -> missing.addAll(section.notGiven()));
    return missing;
  }

  private void unknownKeys() {
    for (String key : nodes.keySet()) {
      if (!asked.contains(key)) {
        note(
            at(secret ? "****" : key),
            lines.getOrDefault(key, line),
            " is not known; "
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

  /** Notes what is wrong with a key, or with the section where the key is empty. */
  private void noteOf(String key, String what) {
    note(key.isEmpty() ? path : at(key), lines.getOrDefault(key, line), what);
  }

  private void note(String at, int atLine, String what) {
    problems.add(new Noted(atLine, (atLine > 0 ? at + " (line " + atLine + ")" : at) + what));
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
