package city.pulso.standalone;

import city.pulso.standalone.rows.StoredRows.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which of a device's own numbers are missing between two that are stored, and what became of each.
 * Pure: it says what the rows say.
 *
 * @param stored raw rows of the device; those without a number of its own tell nothing
 * @param told the ledger's rows of the device
 * @param letters what the job could not use of the device
 * @param heartbeat the newest heartbeat of its gateway's stream
 */
record MissingNumbers(
    List<Row> stored, List<Row> told, List<Row> letters, Optional<Row> heartbeat) {
  private static final Duration HOUR = Duration.ofHours(1);

  /** As the ledger sees it: a larger step is a device that counts anew. */
  private static final long LARGEST_GAP = 10_000;

  private static final long OUT_OF_ORDER = 64;

  /** Longer lists help nobody. */
  private static final int MOST_LINES = 100;

  /** Numbers first to last, both missing, made between two moments. */
  record Gap(long first, long last, Instant after, Instant before) {
    @Override
    public String toString() {
      return first == last ? "no. " + first : "nos. " + first + " to " + last;
    }
  }

  /** One line for each gap, then one that says how many are missing. */
  List<String> lines() {
    List<Gap> gaps = gaps();
    List<String> lines = new ArrayList<>();
    long missing = 0;
    for (Gap gap : gaps) {
      missing += gap.last() - gap.first() + 1;
      if (lines.size() < MOST_LINES) {
        lines.add(
            "%s, made between %s and %s: %s"
                .formatted(gap, gap.after(), gap.before(), explained(gap, gaps)));
      }
    }
    if (gaps.size() > MOST_LINES) {
      lines.add("... and " + (gaps.size() - MOST_LINES) + " more gaps");
    }
    if (stored.stream().noneMatch(row -> row.wholeOrNull("device_sequence") != null)) {
      lines.add("the device does not number its readings: which one is missing cannot be said");
    } else {
      lines.add(
          missing == 0
              ? "of the device's own numbers none is missing between those stored"
              : missing + " of the device's own numbers missing between those stored");
    }
    return lines;
  }

  /** The gaps, oldest first. */
  List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    List<Row> numbered =
        stored.stream()
            .filter(row -> row.wholeOrNull("device_sequence") != null)
            .sorted(Comparator.comparing(Row::time))
            .toList();
    TreeSet<Long> seen = new TreeSet<>();
    Map<Long, Instant> when = new HashMap<>();
    for (Row row : numbered) {
      long number = row.whole("device_sequence");
      boolean anew =
          !seen.isEmpty()
              && (number <= 1
                  || number - seen.last() > LARGEST_GAP
                  || number - seen.last() < -OUT_OF_ORDER);
      if (anew) {
        between(seen, when, gaps);
        seen.clear();
        when.clear();
      }
      seen.add(number);
      when.put(number, row.time());
    }
    between(seen, when, gaps);
    return gaps;
  }

  private static void between(TreeSet<Long> seen, Map<Long, Instant> when, List<Gap> gaps) {
    Long before = null;
    for (Long number : seen) {
      if (before != null && number > before + 1) {
        Instant after = when.getOrDefault(before, Instant.EPOCH);
        gaps.add(new Gap(before + 1, number - 1, after, when.getOrDefault(number, after)));
      }
      before = number;
    }
  }

  private String explained(Gap gap, List<Gap> gaps) {
    List<String> refused = new ArrayList<>();
    for (Row letter : letters) {
      Long number = letter.wholeOrNull("device_sequence");
      if (number != null && number >= gap.first() && number <= gap.last()) {
        refused.add("no. " + number + " refused by the job: " + letter.text("reason"));
      }
    }
    long size = gap.last() - gap.first() + 1;
    if (refused.size() >= size) {
      return String.join("; ", refused);
    }
    List<Row> hours = hours(gap);
    if (hours.isEmpty()) {
      boolean proven =
          heartbeat.isPresent() && !heartbeat.orElseThrow().time().isBefore(gap.before());
      refused.add(
          proven
              ? "the heartbeat after it is not counted yet: ask again in a minute"
              : "in flight, or not yet proven: no heartbeat after it has been heard");
      return String.join("; ", refused);
    }
    long missing =
        gaps.stream()
            .filter(other -> hours(other).stream().anyMatch(hours::contains))
            .mapToLong(other -> other.last() - other.first() + 1)
            .sum();
    refused.add(causes(size - refused.size(), missing, hours));
    return String.join("; ", refused);
  }

  /**
   * @param size numbers whose fate is asked for
   * @param missing numbers missing in these hours, those included
   */
  private static String causes(long size, long missing, List<Row> hours) {
    long lost = hours.stream().mapToLong(row -> row.whole("unaccounted")).max().orElse(0);
    long evicted = sum(hours, "evicted");
    long refused = sum(hours, "refused");
    long unusable = sum(hours, "unusable");
    long due = Math.max(missing, sum(hours, "expected") - sum(hours, "received"));
    long neverSent = Math.max(0, due - evicted - refused - unusable - lost);
    List<String> causes = new ArrayList<>();
    if (lost > 0) {
      causes.add("LOST on the way (" + lost + ")");
    }
    if (evicted > 0) {
      causes.add("evicted, the gateway's disk budget was used up (" + evicted + ")");
    }
    if (refused > 0) {
      causes.add("refused by the gateway" + because(hours) + " (" + refused + ")");
    }
    if (neverSent > 0 || causes.isEmpty()) {
      causes.add("never sent, the gateway heard nothing of it (" + Math.max(neverSent, size) + ")");
    }
    if (causes.size() == 1) {
      return causes.get(0).replaceAll(" \\(\\d+\\)$", "");
    }
    return "one of these, as its hour counts them: " + String.join("; ", causes);
  }

  private static String because(List<Row> hours) {
    return hours.stream()
        .map(row -> row.text("refused_because"))
        .filter(text -> !text.isEmpty())
        .reduce((one, other) -> other)
        .map(text -> ", the newest because of " + text)
        .orElse("");
  }

  private static long sum(List<Row> rows, String field) {
    return rows.stream().mapToLong(row -> row.whole(field)).sum();
  }

  /** What was told of the hours in which the gap was made. */
  private List<Row> hours(Gap gap) {
    return told.stream()
        .filter(
            row -> row.time().plus(HOUR).isAfter(gap.after()) && !row.time().isAfter(gap.before()))
        .toList();
  }
}
