package city.pulso.benchmarks.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What was measured of one server, round by round. */
final class Rounds {
  static final String HEADINGS =
      String.format(
          Locale.ROOT,
          "%12s %9s %9s %12s %9s %9s",
          "requests/s",
          "p50 ms",
          "p99 ms",
          "CPU us each",
          "repeated",
          "not 2.04");

  private final ServerProcess server;
  private final Devices devices;
  private final List<Double> perSecond = new ArrayList<>();
  private final List<Double> p50 = new ArrayList<>();
  private final List<Double> p99 = new ArrayList<>();
  private final List<Double> cpuMicros = new ArrayList<>();
  private long repeats;
  private long others;
  private long accepted;
  private long written;

  Rounds(ServerProcess server, Devices devices) {
    this.server = server;
    this.devices = devices;
  }

  /** Measures once more. */
  void add(int inFlight, int seconds) throws IOException {
    long cpu = server.cpuNanos();
    long bytes = server.writtenBytes();
    Devices.Samples samples = devices.flatOut(inFlight, TimeUnit.SECONDS.toNanos(seconds));
    int answered = samples.accepted();
    accepted += answered;
    written += server.writtenBytes() - bytes;
    cpuMicros.add((server.cpuNanos() - cpu) / 1e3 / Math.max(1, answered));
    perSecond.add((double) answered / seconds);
    p50.add(samples.percentileMs(0.5));
    p99.add(samples.percentileMs(0.99));
    repeats += samples.repeats();
    others += samples.others();
  }

  /** Messages accepted a second, median of the rounds. */
  double perSecond() {
    return median(perSecond);
  }

  /** Bytes written to storage for each reading accepted. */
  long bytesPerReading() {
    return written / Math.max(1, accepted);
  }

  /** The medians under {@link #HEADINGS}. */
  String row() {
    return String.format(
        Locale.ROOT,
        "%12.0f %9.1f %9.1f %12.0f %9d %9d",
        perSecond(),
        median(p50),
        median(p99),
        median(cpuMicros),
        repeats,
        others);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }
}
