package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.evaluation.AirEvaluation.Advisory;
import city.pulso.jobs.air.evaluation.AirEvaluation.Collocated;
import city.pulso.jobs.air.evaluation.AirEvaluation.DataSetResult;
import city.pulso.jobs.air.evaluation.AirEvaluation.Incident;
import city.pulso.jobs.air.evaluation.AirEvaluation.LeftOut;
import city.pulso.jobs.air.evaluation.AirEvaluation.OutlookError;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results of an {@link AirEvaluation}, a paragraph per data set. */
public final class AirReport {
  private final String scheme;

  /**
   * @param scheme tag of the index scheme the results rest on
   */
  public AirReport(String scheme) {
    this.scheme = scheme;
  }

  /** Prints them in their order. */
  public void print(List<DataSetResult> results, PrintWriter out) {
    results.forEach(result -> print(result, out));
    out.flush();
  }

  /** Prints how the low-cost units agree with the reference instrument. */
  public void printAgreement(List<Collocated> compared, PrintWriter out) {
    String unit = "";
    for (Collocated c : compared) {
      if (!c.unit().equals(unit)) {
        unit = c.unit();
        out.println(unit + " beside the reference instrument, hourly means");
      }
      String words = words(c.agreement(), c.pollutant().unit());
      line(out, c.pollutant().key(), words + ": " + c.stage());
    }
    out.flush();
  }

  private void print(DataSetResult r, PrintWriter out) {
    out.println(r.name());
    line(out, "rows read", r.rows() + " of " + r.stations() + " stations");
    line(out, "values flagged", r.flagged().isEmpty() ? "none" : words(byReason(r.flagged())));
    if (!r.flagged().isEmpty()) {
      line(out, "  by quantity", words(r.flagged()));
    }
    line(out, "readings replaced", String.valueOf(r.replaced()));
    line(out, "hours", String.valueOf(r.hours()));
    Map<String, Integer> complete = new LinkedHashMap<>();
    r.complete().forEach((pollutant, hours) -> complete.put(pollutant.key(), hours));
    line(out, "hours complete", words(complete));
    line(out, "index " + scheme, words(r.categories()));
    for (Group group : Group.values()) {
      line(
          out,
          "alerts " + group.key(),
          r.episodes(group).size() + " opened, " + r.cleared(group) + " cleared");
    }
    printIncidents(r, out);
    line(out, "advisories (Korea)", advisories(r));
    if (!r.leftOut().isEmpty()) {
      out.println("  each station estimated from the others, as a site would be");
    }
    for (LeftOut left : r.leftOut()) {
      String words = words(left.agreement(), left.pollutant().unit());
      line(
          out,
          "  " + left.pollutant().key(),
          words + ", " + left.withoutEstimate() + " without an estimate");
    }
    if (!r.leftOut().isEmpty()) {
      line(out, "drifting stations", drifts(r.drifts()));
    }
    printOutlook(r.outlook(), out);
  }

  private static void printIncidents(DataSetResult r, PrintWriter out) {
    for (Incident incident : r.incidents()) {
      Long cleared = incident.clearedAtMs();
      line(
          out,
          "incident " + incident.group().key(),
          "%s to %s, at most %d stations at once"
              .formatted(
                  Instant.ofEpochMilli(incident.openedAtMs()),
                  cleared == null ? "the end of the data" : Instant.ofEpochMilli(cleared),
                  incident.most()));
    }
  }

  /** Each station is a district of its own. */
  private static String advisories(DataSetResult r) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Advisory advisory : r.advisories()) {
      String stage = advisory.highest().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      counts.merge(advisory.pollutant().key() + " " + stage, 1, Integer::sum);
    }
    return counts.isEmpty() ? "none" : words(counts);
  }

  private static String drifts(List<AirEvaluation.Drift> drifts) {
    List<String> words = new ArrayList<>();
    for (AirEvaluation.Drift drift : drifts) {
      words.add(
          drift.station()
              + " in "
              + drift.pollutant().key()
              + " from "
              + LocalDate.ofEpochDay(drift.dayMs() / 86_400_000L));
    }
    return words.isEmpty() ? "none" : String.join(", ", words);
  }

  private static void printOutlook(List<OutlookError> outlook, PrintWriter out) {
    if (!outlook.isEmpty()) {
      out.println("  outlook by the daily profile against persistence, on days held back");
    }
    for (OutlookError error : outlook) {
      line(
          out,
          "  %s +%d h".formatted(error.pollutant().key(), error.hoursAhead()),
          String.format(
              Locale.ROOT,
              "RMSE %.2f, persistence %.2f %s, %d forecasts: %s",
              error.rmse(),
              error.persistenceRmse(),
              error.pollutant().unit(),
              error.forecasts(),
              error.wins() ? "better" : "not better"));
      AirEvaluation.OutlookUse used = error.used();
      if (used.forecasts() > 0) {
        line(
            out,
            "    as given",
            String.format(
                Locale.ROOT,
                "RMSE %.2f, persistence %.2f %s, %d forecasts at %d stations where it had proved better",
                used.rmse(),
                used.persistenceRmse(),
                error.pollutant().unit(),
                used.forecasts(),
                used.stations()));
      } else {
        line(out, "    as given", "at no station: it never proved better");
      }
    }
  }

  private static String words(Agreement a, String unit) {
    return String.format(
        Locale.ROOT,
        "bias %+.2f %s, RMSE %.2f %s, r %.3f, %d hours",
        a.bias(),
        unit,
        a.rmse(),
        unit,
        a.r(),
        a.pairs());
  }

  private static Map<String, Integer> byReason(Map<String, Integer> flagged) {
    Map<String, Integer> reasons = new TreeMap<>();
    flagged.forEach(
        (flag, count) -> reasons.merge(flag.substring(flag.indexOf(':') + 1), count, Integer::sum));
    return reasons;
  }

  static void line(PrintWriter out, String what, String value) {
    out.println("  %-18s %s".formatted(what, value));
  }

  private static String words(Map<String, Integer> counts) {
    List<String> words = new ArrayList<>();
    counts.forEach((what, count) -> words.add(what + " " + count));
    return String.join(", ", words);
  }
}
