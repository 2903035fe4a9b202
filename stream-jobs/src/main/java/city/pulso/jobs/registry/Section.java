package city.pulso.jobs.registry;

import city.pulso.schemas.v1.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One mapping of the file: its values by key, each checked when it is asked for. */
final class Section {
  static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._-]{0,127}");

  private final String path;
  private final int line;
  private final Findings findings;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * @param path where it is, for example {@code stations[3]}
   * @param known every key that may stand in it
   */
  Section(String path, Node node, Set<String> known, Findings findings) {
    this.path = path;
    this.line = line(node);
    this.findings = findings;
    if (!(node instanceof MappingNode mapping)) {
      findings.add(line, path + ": not a mapping; use keys " + String.join(", ", sorted(known)));
      return;
    }
    for (NodeTuple each : mapping.getValue()) {
      String key = each.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      int at = line(each.getKeyNode());
      if (!known.contains(key)) {
        String hint = Findings.nearest(key, known);
        findings.add(
            at,
            where(key)
                + " is not known"
                + (hint.isEmpty() ? "; use " + String.join(", ", sorted(known)) : hint));
      } else if (values.put(key, each.getValueNode()) != null) {
        findings.add(at, where(key) + " stands here twice");
      }
    }
  }

  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static Set<String> sorted(Set<String> words) {
    return new TreeSet<>(words);
  }

  String path() {
    return path;
  }

  int line() {
    return line;
  }

  int line(String key) {
    Node value = values.get(key);
    return value == null ? line : line(value);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  private String where(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void wrong(String key, String what) {
    findings.add(line(key), where(key) + ": " + what);
  }

  private @Nullable String scalar(String key) {
    Node value = values.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    wrong(key, "not a single value");
    return null;
  }

  /** Text of at most 200 characters; the default if the key is absent. */
  String text(String key, String absent) {
    String value = scalar(key);
    if (value != null && (value.isBlank() || value.length() > 200)) {
      wrong(key, "'" + shown(value) + "' is not accepted; use 1 to 200 characters");
      return absent;
    }
    return value == null ? absent : value;
  }

  /** An id that must be there. */
  String id(String key) {
    if (!has(key)) {
      findings.add(line, path + ": '" + key + "' is missing");
      return "";
    }
    return matching(key, "", ID);
  }

  String matching(String key, String absent, Pattern pattern) {
    String value = scalar(key);
    if (value == null) {
      return absent;
    }
    if (!pattern.matcher(value).matches()) {
      wrong(key, "'" + shown(value) + "' is not accepted; use " + pattern.pattern());
      return absent;
    }
    return value;
  }

  /** One of the words; the default if the key is absent or wrong. */
  String word(String key, String absent, Set<String> accepted) {
    String value = scalar(key);
    if (value == null || accepted.contains(value)) {
      return value == null ? absent : value;
    }
    wrong(
        key,
        "'"
            + shown(value)
            + "' is not accepted; use "
            + String.join(", ", sorted(accepted))
            + Findings.nearest(value, accepted));
    return absent;
  }

  int whole(String key, int absent, int least, int most) {
    String value = scalar(key);
    if (value == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value.replace("_", ""));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    wrong(
        key,
        "'" + shown(value) + "' is not accepted; use a whole number, " + least + " to " + most);
    return absent;
  }

  boolean flag(String key, boolean absent) {
    String value = word(key, String.valueOf(absent), Set.of("true", "false"));
    return Boolean.parseBoolean(value);
  }

  /** A duration of {@code m}, {@code h} or {@code d} in minutes; 0 if absent. */
  int minutes(String key, int most) {
    String value = scalar(key);
    if (value == null) {
      return 0;
    }
    if (value.matches("\\d{1,6}[mhd]")) {
      int number = Integer.parseInt(value.substring(0, value.length() - 1));
      char unit = value.charAt(value.length() - 1);
      long minutes = (long) number * (unit == 'm' ? 1 : unit == 'h' ? 60 : 1440);
      if (minutes >= 1 && minutes <= most) {
        return (int) minutes;
      }
    }
    wrong(
        key,
        "'"
            + shown(value)
            + "' is not accepted; use for example 90m, 10h or 2d, at most "
            + most / 1440
            + "d");
    return 0;
  }

  /** {@code [latitude, longitude]}, WGS 84 degrees; the default if absent or wrong. */
  @Nullable Place place(String key, @Nullable Place absent) {
    Node value = values.get(key);
    if (value == null) {
      return absent;
    }
    if (value instanceof SequenceNode pair && pair.getValue().size() == 2) {
      double latitude = degrees(pair.getValue().get(0));
      double longitude = degrees(pair.getValue().get(1));
      if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
        return Place.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
      }
      if (!Double.isNaN(latitude) && !Double.isNaN(longitude)) {
        wrong(
            key,
            "["
                + latitude
                + ", "
                + longitude
                + "] is out of range; use [latitude -90 to 90, longitude -180 to 180]");
        return absent;
      }
    }
    wrong(key, "not a place; use [latitude, longitude] in degrees");
    return absent;
  }

  private static double degrees(Node node) {
    try {
      return node instanceof ScalarNode scalar ? Double.parseDouble(scalar.getValue()) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The mapping under a key, null if absent. */
  @Nullable Section section(String key, Set<String> known) {
    Node value = values.get(key);
    return value == null ? null : new Section(where(key), value, known, findings);
  }

  /** Whether the value of the key is a single word or number. */
  boolean isScalar(String key) {
    return values.get(key) instanceof ScalarNode;
  }

  /** The mappings of a list; none if absent. */
  List<Section> list(String key, Set<String> known) {
    List<Section> items = new ArrayList<>();
    Node value = values.get(key);
    if (value instanceof SequenceNode sequence) {
      for (Node each : sequence.getValue()) {
        items.add(new Section(where(key) + "[" + items.size() + "]", each, known, findings));
      }
    } else if (value != null) {
      wrong(key, "not a list");
    }
    return items;
  }

  private static String shown(String value) {
    return value.length() > 60 ? value.substring(0, 60) + "..." : value;
  }
}
