package city.pulso.standalone;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import city.pulso.standalone.rows.StoredRows;
import city.pulso.standalone.rows.StoredRows.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pulso ledger}: what became of a device's readings. */
@Command(
    name = "ledger",
    description =
        "Says, hour by hour, what was expected of a device and what became of it: stored, late, repeated,"
            + " refused, evicted, in flight, never sent, or lost.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "  ./pulso ledger --device qhawax-03",
      "  ./pulso ledger --device qhawax-03 --at 2026-03-01T10:17",
      "  ./pulso ledger --device plug-7 --from 2026-03-01 --to 2026-03-02 --influx http://127.0.0.1:8086"
    })
final class LedgerCommand implements Callable<Integer> {
  private static final List<Measurement> RAW =
      List.of(
          Measurements.AIR_RAW,
          Measurements.PARKING_RAW,
          Measurements.PLUG_RAW,
          Measurements.GENERIC_RAW);
  private static final Duration NEAR = Duration.ofMinutes(5);
  private static final Duration WITHIN = Duration.ofDays(38);
  private static final Duration LONGEST = Duration.ofDays(31);

  private final Clock clock = Clock.systemUTC();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StoreOption store = new StoreOption();

  @Option(
      names = "--device",
      paramLabel = "ID",
      required = true,
      description = "Device id as in the registry.")
  private String device = "";

  @Option(
      names = "--from",
      paramLabel = "MOMENT",
      converter = InstantOption.class,
      description = "First hour (default: 24 hours before the end).")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "MOMENT",
      converter = InstantOption.class,
      description = "End, exclusive (default: the newest hour told of the device, or now).")
  private @Nullable Instant to;

  @Option(
      names = "--at",
      paramLabel = "MOMENT",
      converter = InstantOption.class,
      description = "Explains one reading: what is stored around this moment, and its hour.")
  private @Nullable Instant at;

  @Override
  public Integer call() throws CityException, InterruptedException {
    try {
      return report(store.open());
    } catch (IOException e) {
      throw new CityException("ledger: " + e.getMessage(), e);
    }
  }

  private int report(StoredRows rows) throws IOException, InterruptedException, CityException {
    Optional<Row> newest = rows.newest(Measurements.COMPLETENESS, Map.of("device", device));
    Instant end = end(newest);
    Instant start = at != null ? at : from != null ? from : end.minus(Duration.ofHours(24));
    if (!start.isBefore(end) || Duration.between(start, end).compareTo(LONGEST) > 0) {
      throw new CityException(
          "--from " + start + " --to " + end + ": accepted are 1 hour to 31 days, in this order");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (newest.isEmpty()) {
      out.println(
          device
              + ": no hour has been told of it. Either it is in no gateway's list (./pulso registry check),"
              + " or its gateway has not been heard for an hour.");
      return 1;
    }
    Row known = newest.orElseThrow();
    out.printf(
        "%s at gateway %s, district %s, domain %s%n",
        device, known.text("gateway"), known.text("district"), known.text("domain"));
    if (at != null) {
      stored(rows, at, out);
    }
    Optional<Row> heartbeat =
        rows.newest(
            Measurements.GATEWAY_HEALTH,
            Map.of("gateway", known.text("gateway"), "domain", known.text("domain")));
    Map<String, String> ofDevice = Map.of("device", device);
    List<Row> told =
        rows.rows(Measurements.COMPLETENESS, ofDevice, start.minus(Duration.ofHours(1)), end);
    new LedgerReport(told, heartbeat).lines(start, end).forEach(out::println);
    List<Row> letters = letters(rows, known.text("domain"), start);
    for (Row letter : letters) {
      out.printf("refused by the job at %s: %s%n", letter.time(), letter.values());
    }
    new MissingNumbers(
            raw(rows, at == null ? start : start.minus(NEAR), at == null ? end : end.plus(NEAR)),
            told,
            letters,
            heartbeat)
        .lines()
        .forEach(out::println);
    out.flush();
    return told.stream().anyMatch(row -> row.whole("unaccounted") > 0) ? 1 : 0;
  }

  private Instant end(Optional<Row> newest) {
    if (at != null) {
      return at.plusMillis(1);
    }
    if (to != null) {
      return to;
    }
    return newest.map(row -> row.time().plus(Duration.ofHours(1))).orElseGet(clock::instant);
  }

  /** What the job could not use of the device, up to a week after the longest range. */
  private List<Row> letters(StoredRows rows, String domain, Instant start)
      throws IOException, InterruptedException {
    Map<String, String> ofDomain = Map.of("domain", domain, "what", "reading");
    return rows.rows(Measurements.DEAD_LETTERS, ofDomain, start, start.plus(WITHIN)).stream()
        .filter(row -> row.text("device").equals(device))
        .toList();
  }

  private List<Row> raw(StoredRows rows, Instant start, Instant end)
      throws IOException, InterruptedException {
    List<Row> all = new ArrayList<>();
    for (Measurement raw : RAW) {
      all.addAll(rows.rows(raw, Map.of("device", device), start, end));
    }
    return all;
  }

  private void stored(StoredRows rows, Instant moment, PrintWriter out)
      throws IOException, InterruptedException {
    Map<String, String> ofDevice = Map.of("device", device);
    int found = 0;
    for (Measurement raw : RAW) {
      for (Row row : rows.rows(raw, ofDevice, moment.minus(NEAR), moment.plus(NEAR))) {
        out.printf("stored in %s: %s %s%n", raw.name(), row.time(), row.values());
        found++;
      }
    }
    if (found == 0) {
      out.printf("nothing is stored within %d minutes of %s%n", NEAR.toMinutes(), moment);
    }
  }
}
