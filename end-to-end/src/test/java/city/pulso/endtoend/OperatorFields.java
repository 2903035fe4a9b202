package city.pulso.endtoend;

import static city.pulso.endtoend.ComposeFile.object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the Flink Kubernetes operator accepts in a FlinkDeployment, by path. */
final class OperatorFields {
  private static final Path FACTS = Path.of("src/test/resources/kubernetes/flinkdeployment.txt");

  private final Map<String, String[]> fields = new HashMap<>();

  private OperatorFields() {}

  static OperatorFields read() throws IOException {
    OperatorFields read = new OperatorFields();
    for (String line : Files.readAllLines(FACTS)) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ");
        read.fields.put(words[0], words);
      }
    }
    return read;
  }

  /** Adds a line for each field that is unknown, of another type, or has another value. */
  void check(String path, Object value, List<String> problems) {
    String[] field = fields.get(path);
    if (field == null) {
      field = fields.get(path.substring(0, path.lastIndexOf('.')) + ".*");
    }
    if (field == null) {
      problems.add(path + ": no such field");
    } else if (!is(field[1], value)) {
      problems.add("%s: %s is no %s".formatted(path, value, field[1]));
    } else if (field.length > 2 && !Set.of(field[2].split(",")).contains(value)) {
      problems.add("%s: %s is none of its values".formatted(path, value));
    } else if (field[1].equals("object")) {
      object(value).forEach((key, inner) -> check(path + "." + key, inner, problems));
    } else if (field[1].equals("array")) {
      ((List<?>) value).forEach(inner -> check(path + "[]", inner, problems));
    }
  }

  private static boolean is(String type, Object value) {
    return switch (type) {
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer;
      case "number" -> value instanceof Number;
      default -> true;
    };
  }
}
