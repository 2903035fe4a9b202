package city.pulso.standalone;

import city.pulso.standalone.rows.StoredRows.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a device's readings, hour by hour, in words. Pure: it says what the rows say.
 *
 * @param told the ledger's rows of the device
 * @param heartbeat the newest heartbeat of its gateway's stream
 */
record LedgerReport(List<Row> told, Optional<Row> heartbeat) {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String ROW = "%-17s %9s %9s %6s %9s %8s %8s  %s";

  /** The table, with a sentence for each hour between the two moments. */
  List<String> lines(Instant from, Instant to) {
    Map<Instant, Row> byHour = new LinkedHashMap<>();
    told.forEach(row -> byHour.put(row.time(), row));
    List<String> lines = new ArrayList<>();
    lines.add(
        row("hour (UTC)", "expected", "received", "late", "repeated", "refused", "evicted", ""));
    Instant hour =
        Instant.ofEpochMilli(Math.floorDiv(from.toEpochMilli(), HOUR.toMillis()) * HOUR.toMillis());
    for (; hour.isBefore(to); hour = hour.plus(HOUR)) {
      Row row = byHour.get(hour);
      String label = hour.toString().substring(0, 16).replace('T', ' ');
      if (row == null) {
        lines.add(row(label, "-", "-", "-", "-", "-", "-", notTold(hour)));
      } else {
        Long expected = row.wholeOrNull("expected");
        lines.add(
            row(
                label,
                expected == null ? "?" : expected.toString(),
                row.text("received"),
                row.text("late"),
                row.text("duplicate"),
                row.text("refused"),
                row.text("evicted"),
                (goesOn(hour) ? "so far: " : "") + explained(row)));
      }
    }
    return lines;
  }

  /** What became of what is missing. */
  static String explained(Row row) {
    List<String> reasons = new ArrayList<>();
    if (row.whole("unaccounted") > 0) {
      reasons.add(
          "LOST: the gateway accepted "
              + row.whole("unaccounted")
              + " that never came and were not evicted; report this");
    }
    Long expected = row.wholeOrNull("expected");
    long missing = expected == null ? 0 : expected - row.whole("received");
    if (row.whole("evicted") > 0) {
      reasons.add(row.whole("evicted") + " evicted: the gateway's disk budget was used up");
    }
    if (row.whole("refused") > 0) {
      String because = row.text("refused_because");
      reasons.add(
          row.whole("refused")
              + " refused by the gateway"
              + (because.isEmpty() ? "" : ", the newest because of " + because)
              + ": its log and 'agent tail' say why");
    }
    if (row.whole("unusable") > 0) {
      reasons.add(row.whole("unusable") + " refused by the job: see its dead letters below");
    }
    if (row.whole("doubtful") > 0) {
      reasons.add(
          row.whole("doubtful")
              + " stored, but from the future or the far past: their flags say which, no rule uses them");
    }
    long silent = missing - row.whole("evicted") - row.whole("refused") - row.whole("unusable");
    if (silent > 0) {
      reasons.add(silent + " never sent: the gateway heard nothing of them");
    }
    if (reasons.isEmpty()) {
      return expected == null ? "stored; nothing says how many were due" : "stored";
    }
    return String.join("; ", reasons);
  }

  /** Told before its end because something is missing in it. */
  private boolean goesOn(Instant hour) {
    return heartbeat.isPresent() && heartbeat.orElseThrow().time().isBefore(hour.plus(HOUR));
  }

  private String notTold(Instant hour) {
    if (heartbeat.isEmpty()) {
      return "no heartbeat of its gateway is stored";
    }
    Row newest = heartbeat.orElseThrow();
    if (newest.time().isBefore(hour.plus(HOUR))) {
      return "in flight, or not yet: the gateway's newest heartbeat is of "
          + newest.time()
          + " ("
          + newest.whole("spool_batches")
          + " batches waiting there)";
    }
    return "before the device was first heard of, or longer than 7 days silent";
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, ROW, (Object[]) cells).stripTrailing();
  }
}
