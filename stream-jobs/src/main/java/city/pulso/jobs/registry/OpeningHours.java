package city.pulso.jobs.registry;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a place is open, in its local time: {@code Mo-Fr 07:45-15:30; Sa 08:00-12:00}. Days {@code
 * Mo Tu We Th Fr Sa Su}, alone, as {@code Mo-Fr} or with commas; times within one day, with commas
 * between several. A subset of OpenStreetMap's {@code opening_hours}; holidays are not known.
 *
 * <p>Immutable, any thread.
 */
public final class OpeningHours {
  /** What is accepted, for messages. */
  public static final String ACCEPTED = "for example Mo-Fr 07:45-15:30; Sa 08:00-12:00";

  private static final List<String> DAYS = List.of("mo", "tu", "we", "th", "fr", "sa", "su");
  private static final Pattern RULE = Pattern.compile("([A-Za-z,-]+) +([0-9:, -]+)");
  private static final Pattern SPAN = Pattern.compile("(\\d\\d:\\d\\d) ?- ?(\\d\\d:\\d\\d)");
  private static final int MOST_RULES = 14;
  private static final int DAYS_AHEAD = 7;

  private final List<Span> spans;

  private OpeningHours(List<Span> spans) {
    this.spans = List.copyOf(spans);
  }

  /** Open from, until before; on one weekday. */
  private record Span(DayOfWeek day, LocalTime from, LocalTime until) {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException saying what is accepted
   */
  public static OpeningHours parse(String text) {
    List<Span> spans = new ArrayList<>();
    String[] rules = text.strip().split(" *; *");
    if (rules.length > MOST_RULES) {
      throw wrong(text);
    }
    for (String rule : rules) {
      Matcher parts = RULE.matcher(rule);
      if (!parts.matches()) {
        throw wrong(text);
      }
      Set<DayOfWeek> days = days(parts.group(1), text);
      for (String span : parts.group(2).split(" *, *")) {
        Matcher times = SPAN.matcher(span.strip());
        if (!times.matches()) {
          throw wrong(text);
        }
        LocalTime from = time(times.group(1), text);
        LocalTime until = time(times.group(2), text);
        if (!from.isBefore(until)) {
          throw wrong(text);
        }
        days.forEach(day -> spans.add(new Span(day, from, until)));
      }
    }
    return new OpeningHours(spans);
  }

  /** Minutes it is open from that moment on, of so many. */
  public int minutesOpen(LocalDateTime from, int minutes) {
    int open = 0;
    for (int minute = 0; minute < minutes; minute++) {
      open += openUntil(from.plusMinutes(minute)) == null ? 0 : 1;
    }
    return open;
  }

  /** When it closes, if it is open at that moment; else null. */
  public @Nullable LocalTime openUntil(LocalDateTime at) {
    LocalTime latest = null;
    for (Span span : spans) {
      boolean open =
          span.day == at.getDayOfWeek()
              && !at.toLocalTime().isBefore(span.from)
              && at.toLocalTime().isBefore(span.until);
      if (open && (latest == null || span.until.isAfter(latest))) {
        latest = span.until;
      }
    }
    return latest;
  }

  /** When it opens next, at or after that moment and within a week; null: never. */
  public @Nullable LocalDateTime opensNext(LocalDateTime at) {
    LocalDateTime next = null;
    for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
      for (Span span : spans) {
        LocalDateTime opens = at.toLocalDate().plusDays(ahead).atTime(span.from);
        boolean counts = opens.getDayOfWeek() == span.day && !opens.isBefore(at);
        if (counts && (next == null || opens.isBefore(next))) {
          next = opens;
        }
      }
    }
    return next;
  }

  private static Set<DayOfWeek> days(String text, String whole) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",")) {
      String[] ends = part.split("-", -1);
      int first = DAYS.indexOf(ends[0].toLowerCase(Locale.ROOT));
      int last = DAYS.indexOf(ends[ends.length - 1].toLowerCase(Locale.ROOT));
      if (first < 0 || last < first || ends.length > 2) {
        throw wrong(whole);
      }
      for (int day = first; day <= last; day++) {
        days.add(DayOfWeek.of(day + 1));
      }
    }
    return days;
  }

  private static LocalTime time(String text, String whole) {
    int hour = Integer.parseInt(text.substring(0, 2));
    int minute = Integer.parseInt(text.substring(3));
    if (hour == 24 && minute == 0) {
      return LocalTime.MAX;
    }
    if (hour > 23 || minute > 59) {
      throw wrong(whole);
    }
    return LocalTime.of(hour, minute);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("'" + text + "' is not accepted; use " + ACCEPTED);
  }
}
