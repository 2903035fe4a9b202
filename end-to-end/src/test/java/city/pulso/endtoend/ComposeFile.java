package city.pulso.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** {@code docker-compose.yml} as Docker Compose reads it: anchors merged, commands as lists. */
record ComposeFile(Path root, String text, Map<String, Object> document) {
  /**
   * {@code ${NAME}}, {@code ${NAME:-default}}, {@code ${NAME:?message}}; {@code $$} is no variable.
   */
  private static final Pattern VARIABLE =
      Pattern.compile("(?<!\\$)\\$\\{([A-Z0-9_]+)(:?[-?][^}]*)?}");

  static ComposeFile read(Path root) throws IOException {
    Path file = root.resolve("docker-compose.yml");
    String text = Files.readString(file);
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setLabel(file.toString()).build();
    return new ComposeFile(root, text, object(new Load(settings).loadFromString(text)));
  }

  Map<String, Object> services() {
    return object(document.get("services"));
  }

  Set<String> declared(String kind) {
    return object(document.getOrDefault(kind, Map.of())).keySet();
  }

  /**
   * Names of variables, each with what follows it: {@code ""}, {@code :-default} or {@code
   * :?message}.
   */
  Map<String, List<String>> variables() {
    Map<String, List<String>> variables = new TreeMap<>();
    String code = text.replaceAll("(?m)^\\s*#.*$", "");
    VARIABLE
        .matcher(code)
        .results()
        .forEach(
            found ->
                variables
                    .computeIfAbsent(found.group(1), name -> new ArrayList<>())
                    .add(found.group(2) == null ? "" : found.group(2)));
    return variables;
  }

  /** Services that run our own programs. */
  Set<String> javaServices() {
    Set<String> names = new TreeSet<>();
    services()
        .keySet()
        .forEach(
            name -> {
              if (!command(name).isEmpty() && command(name).get(0).equals("java")) {
                names.add(name);
              }
            });
    return names;
  }

  List<String> command(String service) {
    return texts(object(services().get(service)).getOrDefault("command", List.of()));
  }

  /** The main class of a Java service: the first argument after the class path. */
  String mainClass(String service) {
    List<String> command = command(service);
    return command.get(command.indexOf("-cp") + 2);
  }

  List<String> arguments(String service) {
    List<String> command = command(service);
    return command.subList(command.indexOf("-cp") + 3, command.size());
  }

  List<Mount> mounts(String service) {
    return texts(object(services().get(service)).getOrDefault("volumes", List.of())).stream()
        .map(Mount::of)
        .toList();
  }

  /** {@code source:target[:mode]} */
  record Mount(String source, String target, String mode) {
    static Mount of(String text) {
      String[] parts = text.split(":");
      return new Mount(parts[0], parts[1], parts.length > 2 ? parts[2] : "rw");
    }

    boolean isPath() {
      return source.startsWith("./");
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  static List<String> texts(Object yaml) {
    return ((List<?>) yaml).stream().map(String::valueOf).toList();
  }
}
