package city.pulso.flink.influxdb.page;

import static java.util.regex.Pattern.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables of the README, and how it words a default. */
public final class ReadmePage {
  private static final Pattern NAME = compile("`([A-Za-z0-9]+)`");
  private static final int MIB = 1 << 20;

  private ReadmePage() {}

  /**
   * What the second column of a table says of each name in its first. Names that share a row share
   * it, or have a part each, as many as there are commas.
   *
   * @param heading of the first column
   */
  public static Map<String, String> table(String heading) throws IOException {
    Map<String, String> table = new LinkedHashMap<>();
    List<String> rows =
        Files.readString(Path.of("README.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| " + heading + " |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    for (String row : rows) {
      String[] cells = row.split("\\|", -1);
      List<String> names = NAME.matcher(cells[1]).results().map(ReadmePage::name).toList();
      String[] values = cells[2].split(",", -1);
      for (int i = 0; i < names.size(); i++) {
        boolean each = names.size() > 1 && names.size() == values.length;
        table.put(names.get(i), (each ? values[i] : cells[2]).strip());
      }
    }
    return table;
  }

  /** A default as the page words it. */
  public static String words(@Nullable Object value) {
    if (value == null || value.equals("")) {
      return "none";
    }
    if (value instanceof Boolean on) {
      return on ? "on" : "off";
    }
    if (value instanceof Enum<?> constant) {
      return "`" + constant.name() + "`";
    }
    if (value instanceof Integer number && number >= MIB && number % MIB == 0) {
      return number / MIB + " MiB";
    }
    return value instanceof Duration duration ? words(duration) : value.toString();
  }

  private static String words(Duration duration) {
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + " ms";
    }
    return duration.toDays() > 0 ? duration.toDays() + " days" : duration.toSeconds() + " s";
  }

  private static String name(MatchResult quoted) {
    return quoted.group(1);
  }
}
