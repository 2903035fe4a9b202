package city.pulso.standalone;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The city in one line. */
final class StatusLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private StatusLine() {}

  /**
   * @param rate city seconds per real second
   * @param openAlerts alerts nobody has closed
   * @param trouble what else is not as it should be, shortest words first to go
   */
  static String of(
      Instant cityTime,
      ZoneId zone,
      double rate,
      Flow flow,
      Duration lag,
      long openAlerts,
      List<String> trouble) {
    List<String> parts = new ArrayList<>();
    parts.add("city " + TIME.format(cityTime.atZone(zone)) + rate(rate));
    parts.add("in " + Terminal.number(flow.accepted()));
    parts.add("stored " + Terminal.number(flow.stored()));
    parts.add("in flight " + Terminal.number(flow.waiting()));
    parts.add("lag " + lag(lag));
    parts.add(openAlerts + (openAlerts == 1 ? " alert" : " alerts"));
    if (flow.refusedTotal() > 0) {
      parts.add("REFUSED " + Terminal.number(flow.refusedTotal()));
    }
    if (flow.evicted() > 0) {
      parts.add("GIVEN UP " + Terminal.number(flow.evicted()));
    }
    if (flow.dropped() > 0) {
      parts.add("BROKER DROPPED " + Terminal.number(flow.dropped()));
    }
    if (flow.unaccounted() != 0) {
      parts.add("UNACCOUNTED " + Terminal.number(flow.unaccounted()));
    }
    parts.addAll(trouble);
    return String.join(" · ", parts);
  }

  private static String rate(double rate) {
    return rate == 1
        ? ""
        : " (up to %s×)"
            .formatted(
                new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))
                    .format(rate));
  }

  private static String lag(Duration lag) {
    return lag.toSeconds() < 120 ? lag.toSeconds() + " s" : lag.toMinutes() + " min";
  }
}
