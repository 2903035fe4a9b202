package city.pulso.simulator;

import city.pulso.simulator.device.FleetMessage;
import city.pulso.simulator.fleet.FleetEvent;
import city.pulso.simulator.fleet.FleetRun;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a fleet's run prints. */
final class FleetLines {
  private final PrintWriter out;

  FleetLines(PrintWriter out) {
    this.out = out;
  }

  /** An event of a dry run. */
  void event(FleetEvent event) {
    String at = String.format(Locale.ROOT, "%10.3f  ", event.atMs() / 1000.0);
    if (event instanceof FleetEvent.Spoken spoken) {
      FleetMessage message = spoken.message();
      String fate = spoken.fate().name().toLowerCase(Locale.ROOT);
      out.println(
          at
              + String.format(Locale.ROOT, "%-8s  ", fate)
              + message.device()
              + (message.topic().isEmpty() ? "" : "  " + message.topic())
              + "  "
              + HexFormat.of().formatHex(message.payload().toByteArray()));
    } else if (event instanceof FleetEvent.Rebound rebound) {
      out.println(at + "rebound   nat " + rebound.nat());
    }
  }

  void progress(long nanos, FleetRun.Counts counts) {
    out.printf(
        Locale.ROOT,
        "%5d s  sent %d  answered %d  %s  lost on purpose %d%n",
        TimeUnit.NANOSECONDS.toSeconds(nanos),
        counts.sent(),
        counts.answered(),
        counts.answers(),
        counts.lostOnPurpose());
    out.flush();
  }

  /**
   * @param handshakes over DTLS
   * @param all whether nothing waits for an answer any more
   */
  void summary(FleetRun.Counts counts, long handshakes, boolean all) {
    out.println();
    row("sent", counts.sent());
    row("  of them repeated on purpose", counts.repeated());
    row("lost on purpose", counts.lostOnPurpose());
    row("NAT bindings forgotten", counts.rebound());
    if (handshakes > 0) {
      row("DTLS handshakes", handshakes);
    }
    row("answered", counts.answered());
    counts.answers().forEach((code, count) -> row("  " + code, count));
    for (Map.Entry<String, Long> reason : counts.reasons().entrySet()) {
      out.printf(Locale.ROOT, "%8d x %s%n", reason.getValue(), reason.getKey());
    }
    if (!all) {
      out.println("some had no answer yet when this ended");
    }
    out.flush();
  }

  private void row(String name, long value) {
    out.printf(Locale.ROOT, "%-32s %8d%n", name, value);
  }
}
