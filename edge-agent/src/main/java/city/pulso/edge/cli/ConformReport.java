package city.pulso.edge.cli;

import city.pulso.edge.conform.Conformance;
import city.pulso.edge.conform.Finding;
import city.pulso.edge.conform.Finding.Verdict;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The report of a conformance run, for a ticket. */
final class ConformReport {
  private static final int DEVICES_SHOWN = 8;

  private ConformReport() {}

  static void print(Conformance.Report report, String what, PrintWriter out) {
    Duration length = Duration.ofMillis(Math.max(0, report.lastMs() - report.firstMs()));
    out.println("Conformance to the Pulso device contract, " + ReadingLines.printable(what));
    out.printf(
        Locale.ROOT,
        "%d datagrams, %d telemetry messages, from %s on for %d s%n",
        report.datagrams(),
        report.requests(),
        Instant.ofEpochMilli(report.firstMs()),
        length.toSeconds());
    List<String> devices = report.devices();
    out.println(
        "devices: "
            + ReadingLines.printable(
                String.join(", ", devices.subList(0, Math.min(DEVICES_SHOWN, devices.size()))))
            + (devices.size() > DEVICES_SHOWN
                ? " and " + (devices.size() - DEVICES_SHOWN) + " more"
                : ""));
    out.println();
    for (Finding finding : report.findings()) {
      print(finding, out);
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "%s: %d passed, %d with warnings, %d failed, %d not seen%n",
        report.count(Verdict.FAIL) == 0 ? "CONFORMS" : "DOES NOT CONFORM",
        report.count(Verdict.PASS),
        report.count(Verdict.WARN),
        report.count(Verdict.FAIL),
        report.count(Verdict.NOT_SEEN));
    out.flush();
  }

  private static void print(Finding finding, PrintWriter out) {
    String verdict = finding.verdict() == Verdict.NOT_SEEN ? "-" : finding.verdict().name();
    String count =
        finding.verdict() == Verdict.NOT_SEEN
            ? "not seen"
            : finding.violated() == 0
                ? String.valueOf(finding.judged())
                : finding.violated() + " of " + finding.judged();
    out.printf(
        Locale.ROOT,
        "%-4s  %-24s %-12s %s [%s]%n",
        verdict,
        finding.rule().id(),
        count,
        finding.rule().text(),
        finding.rule().source());
    for (String example : finding.examples()) {
      out.println("        " + ReadingLines.printable(example));
    }
  }
}
