package city.pulso.endtoend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The counts in a status line; -1 in any other line. */
final class Progress {
  private static final Pattern COUNTS =
      Pattern.compile("in ([\\d,]+) · stored ([\\d,]+) · in flight ([\\d,]+)");

  private Progress() {}

  /** Whether the replay has sent everything, and all of it is stored. */
  static boolean finished(String line, long rows) {
    return line.contains("replay finished") && accepted(line) == rows && inFlight(line) == 0;
  }

  static long accepted(String line) {
    return count(line, 1);
  }

  static long inFlight(String line) {
    return count(line, 3);
  }

  private static long count(String line, int group) {
    Matcher counts = COUNTS.matcher(line);
    return counts.find() ? Long.parseLong(counts.group(group).replace(",", "")) : -1;
  }
}
