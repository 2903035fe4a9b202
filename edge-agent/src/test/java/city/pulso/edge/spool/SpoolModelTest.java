package city.pulso.edge.spool;

import static city.pulso.edge.spool.Readings.range;
import static city.pulso.edge.spool.Readings.reading;
import static city.pulso.edge.spool.Readings.values;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The spool against a plain map, under any order of appends, receipts, restarts and crashes. */
class SpoolModelTest {
  private static final SpoolConfig CONFIG = new SpoolConfig(1 << 20, Duration.ZERO, true);

  /** What is done to both. */
  sealed interface Action {
    record Append(Domain domain, int readings) implements Action {}

    record Receipt(Domain domain, int first, int length) implements Action {}

    record Reopen() implements Action {}

    /** The files as they are at this moment become those of the next start. */
    record Crash() implements Action {}
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void the_spool_holds_what_was_acknowledged_and_not_receipted(
      @ForAll("actions") List<Action> actions) throws Exception {
    Path root = Files.createTempDirectory("spool-model");
    Path directory = root.resolve("0");
    Map<Domain, NavigableMap<Long, List<Double>>> model = new EnumMap<>(Domain.class);
    Map<Domain, Long> last = new EnumMap<>(Domain.class);
    Spool.DOMAINS.forEach(domain -> model.put(domain, new TreeMap<>()));
    Spool spool = open(directory);
    long epoch = spool.epoch();
    double next = 0;
    int crashes = 0;
    try {
      for (Action action : actions) {
        if (action instanceof Action.Append append) {
          List<Double> stored = new ArrayList<>();
          for (int i = 0; i < append.readings(); i++) {
            stored.add(next++);
          }
          spool
              .append(append.domain(), stored.stream().map(Readings::reading).toList())
              .get(10, TimeUnit.SECONDS);
          long sequence = last.merge(append.domain(), 1L, Long::sum);
          held(model, append.domain()).put(sequence, stored);
        } else if (action instanceof Action.Receipt receipt) {
          long end = receipt.first() + (long) receipt.length();
          long deleted =
              spool
                  .delete(receipt.domain(), List.of(range(receipt.first(), end)))
                  .get(10, TimeUnit.SECONDS);
          List<Long> named =
              held(model, receipt.domain()).keySet().stream()
                  .filter(sequence -> sequence >= receipt.first() && sequence <= end)
                  .toList();
          assertThat(deleted).isEqualTo(named.size());
          named.forEach(held(model, receipt.domain())::remove);
        } else if (action instanceof Action.Reopen) {
          spool.close();
          spool = open(directory);
        } else {
          Path after = root.resolve(String.valueOf(++crashes));
          copy(directory, after);
          spool.close();
          directory = after;
          spool = open(directory);
        }
        compare(spool, model, last);
        assertThat(spool.epoch()).isEqualTo(epoch);
      }
    } finally {
      spool.close();
      delete(root);
    }
  }

  private static void compare(
      Spool spool, Map<Domain, NavigableMap<Long, List<Double>>> model, Map<Domain, Long> last)
      throws Exception {
    for (Domain domain : Spool.DOMAINS) {
      NavigableMap<Long, List<Double>> expected = held(model, domain);
      NavigableMap<Long, List<Double>> held = new TreeMap<>();
      for (StoredBatch batch : spool.after(domain, 0, 1000).get(10, TimeUnit.SECONDS)) {
        held.put(batch.sequence(), values(batch));
      }
      assertThat(held).isEqualTo(expected);
      StreamStatus status = spool.status(domain);
      assertThat(status.batches()).isEqualTo(expected.size());
      assertThat(status.readings())
          .isEqualTo(expected.values().stream().mapToLong(List::size).sum());
      assertThat(status.nextSequence()).isEqualTo(last.getOrDefault(domain, 0L) + 1);
      assertThat(status.lowestSequence())
          .isEqualTo(expected.isEmpty() ? status.nextSequence() : expected.firstKey());
      assertThat(status.bytes() == 0).isEqualTo(expected.isEmpty());
    }
  }

  private static NavigableMap<Long, List<Double>> held(
      Map<Domain, NavigableMap<Long, List<Double>>> model, Domain domain) {
    return Objects.requireNonNull(model.get(domain));
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<Domain> domains = Arbitraries.of(Spool.DOMAINS);
    Arbitrary<Action> appends =
        Combinators.combine(domains, Arbitraries.integers().between(1, 5)).as(Action.Append::new);
    Arbitrary<Action> receipts =
        Combinators.combine(
                domains,
                Arbitraries.integers().between(1, 12),
                Arbitraries.integers().between(-1, 12))
            .as(Action.Receipt::new);
    return Arbitraries.frequencyOf(
            Tuple.of(6, appends),
            Tuple.of(3, receipts),
            Tuple.of(1, Arbitraries.just(new Action.Reopen())),
            Tuple.of(1, Arbitraries.just(new Action.Crash())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }

  private static Spool open(Path directory) throws IOException {
    return Spool.open(directory, CONFIG, "lima-01", Clock.systemUTC());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String name : List.of("spool.db", "spool.db-wal")) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 5)
  void a_readings_value_survives_its_batch(@ForAll double value) throws Exception {
    Path directory = Files.createTempDirectory("spool-value");
    try (Spool spool = open(directory)) {
      spool.append(Domain.AIR, List.of(reading(value))).get(10, TimeUnit.SECONDS);
      assertThat(values(spool.after(Domain.AIR, 0, 1).get(10, TimeUnit.SECONDS).get(0)))
          .containsExactly(value);
    } finally {
      delete(directory);
    }
  }
}
