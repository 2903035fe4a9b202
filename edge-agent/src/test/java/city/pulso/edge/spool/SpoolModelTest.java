package city.pulso.edge.spool;

import static city.pulso.edge.spool.Readings.range;
import static city.pulso.edge.spool.Readings.reading;
import static city.pulso.edge.spool.Readings.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.SequenceRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
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
import org.jspecify.annotations.Nullable;

/**
 * The spool against plain lists, under any order of appends, receipts, evictions, restarts and
 * power cuts. A power cut leaves the files as they were when SQLite last said that it had synced
 * them; {@link PowerCutIT} shows by the system calls that it had.
 */
class SpoolModelTest {
  private static final int MAX_BYTES = 1 << 16;
  private static final int READING_BYTES = 1500;

  /** What is done to both. */
  sealed interface Action {
    record Append(Domain domain, int readings) implements Action {}

    record Receipt(Domain domain, int first, int length) implements Action {}

    record Reopen() implements Action {}

    /** Between two requests. */
    record PowerCut() implements Action {}

    /** While readings are being stored; their commit is on the disk or is not. */
    record CutDuring(Domain domain, int readings, boolean written) implements Action {}
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void the_spool_holds_what_was_acknowledged_and_neither_receipted_nor_evicted(
      @ForAll("actions") List<Action> actions, @ForAll EvictionPolicy evict) throws Exception {
    play(actions, evict, true);
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE)
  void without_sync_a_power_cut_breaks_the_model() {
    List<Action> actions =
        List.of(
            new Action.Append(Domain.HOMES, 1),
            new Action.PowerCut(),
            new Action.Append(Domain.HOMES, 1));
    assertThatThrownBy(() -> play(actions, EvictionPolicy.NONE, false))
        .isInstanceOf(AssertionError.class);
  }

  @Property(tries = 5)
  void a_readings_value_survives_its_batch(@ForAll double value) throws Exception {
    Path directory = Files.createTempDirectory("spool-value");
    try (Spool spool =
        Spool.open(directory, SpoolConfig.defaults(), "lima-01", Clock.systemUTC())) {
      spool.append(Domain.AIR, List.of(reading(value))).get(60, TimeUnit.SECONDS);
      assertThat(values(spool.after(Domain.AIR, 0, 1).get(60, TimeUnit.SECONDS).get(0)))
          .containsExactly(value);
    } finally {
      delete(directory);
    }
  }

  private static void play(List<Action> actions, EvictionPolicy evict, boolean synced)
      throws Exception {
    SpoolConfig config =
        new SpoolConfig(MAX_BYTES, Duration.ZERO, synced).with(SpoolBudget.defaults(), evict);
    Path root = Files.createTempDirectory("spool-model");
    Path directory = root.resolve("0");
    Model model = new Model(config);
    Disk disk = new Disk(directory, synced);
    Spool spool = Spool.open(directory, disk, config, "lima-01", Clock.systemUTC());
    long epoch = spool.epoch();
    try {
      for (int i = 0; i < actions.size(); i++) {
        Action action = actions.get(i);
        if (action instanceof Action.Append append) {
          List<Reading> readings = model.next(append.readings());
          boolean fits = model.append(append.domain(), readings);
          assertThat(stored(spool, append.domain(), readings)).as("%s", action).isEqualTo(fits);
        } else if (action instanceof Action.Receipt receipt) {
          long last = receipt.first() + (long) receipt.length();
          assertThat(
                  spool
                      .delete(receipt.domain(), List.of(range(receipt.first(), last)))
                      .get(60, TimeUnit.SECONDS))
              .isEqualTo(model.receipt(receipt.domain(), receipt.first(), last));
        } else if (action instanceof Action.CutDuring during) {
          List<Reading> readings = model.next(during.readings());
          boolean fits =
              (during.written() ? model : model.copy()).append(during.domain(), readings);
          disk.cutAtNextCommit(during.written());
          assertThat(stored(spool, during.domain(), readings)).isFalse();
          if (!fits) {
            disk.cutAtNextCommit(null);
          }
        }
        boolean cut = action instanceof Action.PowerCut || action instanceof Action.CutDuring;
        if (cut || action instanceof Action.Reopen) {
          Map<String, byte[]> survives = disk.durable;
          spool.close();
          if (cut) {
            directory = root.resolve(String.valueOf(i + 1));
            Files.createDirectories(directory);
            for (Map.Entry<String, byte[]> file : survives.entrySet()) {
              Files.write(directory.resolve(file.getKey()), file.getValue());
            }
          }
          disk = new Disk(directory, synced);
          spool = Spool.open(directory, disk, config, "lima-01", Clock.systemUTC());
        }
        assertThat(spool.epoch()).isEqualTo(epoch);
        assertThat(spool.counts().setAside()).isZero();
        model.compare(spool);
      }
    } finally {
      spool.close();
      delete(root);
    }
  }

  private static boolean stored(Spool spool, Domain domain, List<Reading> readings)
      throws Exception {
    try {
      spool.append(domain, readings).get(60, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Lists, and nothing clever. */
  private static final class Model {
    private final SpoolConfig config;
    private final Map<Domain, NavigableMap<Long, List<Reading>>> held = new HashMap<>();
    private final Map<Domain, Long> last = new HashMap<>();
    private final Map<Domain, Long> evicted = new HashMap<>();
    private final Map<Domain, List<Long>> evictedSequences = new HashMap<>();
    private long number;

    Model(SpoolConfig config) {
      this.config = config;
    }

    Model copy() {
      Model copy = new Model(config);
      held.forEach((domain, batches) -> copy.held.put(domain, new TreeMap<>(batches)));
      copy.last.putAll(last);
      copy.evicted.putAll(evicted);
      evictedSequences.forEach((domain, all) -> copy.gone(domain).addAll(all));
      return copy;
    }

    List<Reading> next(int count) {
      return Stream.generate(() -> SpoolProcess.reading(++number, READING_BYTES))
          .limit(count)
          .toList();
    }

    /** Returns whether the budget takes them, if need be at the cost of others. */
    boolean append(Domain domain, List<Reading> readings) {
      long budget = config.budget().bytes(domain, config.maxBytes());
      long bytes = readings.stream().mapToLong(each -> each.getSerializedSize() + 16L).sum();
      long missing = Spool.DOMAINS.stream().mapToLong(this::bytes).sum() + bytes - budget;
      List<Domain> victims =
          Stream.of(Domain.AIR, Domain.PARKING, Domain.HOMES)
              .filter(victim -> config.evict().allows(victim, domain))
              .toList();
      if (missing > victims.stream().mapToLong(this::bytes).sum()) {
        return false;
      }
      for (Domain victim : victims) {
        while (missing > 0 && !batches(victim).isEmpty()) {
          long before = bytes(victim);
          Map.Entry<Long, List<Reading>> oldest = batches(victim).pollFirstEntry();
          evicted.merge(victim, (long) oldest.getValue().size(), Long::sum);
          gone(victim).add(oldest.getKey());
          missing -= before - bytes(victim);
        }
      }
      batches(domain).put(last.merge(domain, 1L, Long::sum), readings);
      return true;
    }

    long receipt(Domain domain, long first, long end) {
      NavigableMap<Long, List<Reading>> named = new TreeMap<>(batches(domain));
      named.keySet().removeIf(sequence -> sequence < first || sequence > end);
      batches(domain).keySet().removeAll(named.keySet());
      return named.size();
    }

    void compare(Spool spool) throws Exception {
      for (Domain domain : Spool.DOMAINS) {
        NavigableMap<Long, List<Long>> found = new TreeMap<>();
        for (StoredBatch batch : spool.after(domain, 0, 1000).get(60, TimeUnit.SECONDS)) {
          found.put(batch.sequence(), Readings.numbers(batch));
        }
        NavigableMap<Long, List<Long>> expected = new TreeMap<>();
        batches(domain)
            .forEach(
                (sequence, readings) ->
                    expected.put(
                        sequence, readings.stream().map(Reading::getDeviceSequence).toList()));
        assertThat(found).isEqualTo(expected);
        StreamStatus status = spool.status(domain);
        assertThat(status.batches()).isEqualTo(expected.size());
        assertThat(status.bytes()).isEqualTo(bytes(domain));
        assertThat(status.nextSequence()).isEqualTo(last.getOrDefault(domain, 0L) + 1);
        assertThat(status.lowestSequence())
            .isEqualTo(expected.isEmpty() ? status.nextSequence() : expected.firstKey());
        assertThat(status.evicted()).isEqualTo(evicted.getOrDefault(domain, 0L));
        for (long each : gone(domain)) {
          assertThat(status.evictedRanges()).anyMatch(range -> within(range, each));
        }
        for (long each : expected.keySet()) {
          assertThat(status.evictedRanges()).noneMatch(range -> within(range, each));
        }
      }
    }

    private static boolean within(SequenceRange range, long sequence) {
      return range.getFirst() <= sequence && sequence <= range.getLast();
    }

    private long bytes(Domain domain) {
      long bytes = 0;
      for (Map.Entry<Long, List<Reading>> batch : batches(domain).entrySet()) {
        bytes += Readings.batchBytes(domain, batch.getKey(), batch.getValue());
      }
      return bytes;
    }

    private NavigableMap<Long, List<Reading>> batches(Domain domain) {
      return held.computeIfAbsent(domain, d -> new TreeMap<>());
    }

    private List<Long> gone(Domain domain) {
      return evictedSequences.computeIfAbsent(domain, d -> new ArrayList<>());
    }
  }

  /** A spool's files, and what of them a power cut would leave. */
  static final class Disk extends SpoolFiles {
    private final Path directory;
    private final boolean synced;
    volatile Map<String, byte[]> durable;
    private volatile boolean cut;
    private volatile boolean written;

    Disk(Path directory, boolean synced) throws IOException {
      super(directory, synced, Clock.systemUTC());
      this.directory = directory;
      this.synced = synced;
      Files.createDirectories(directory);
      this.durable = files(directory);
    }

    /** The next commit fails; null: it does not after all. */
    void cutAtNextCommit(@Nullable Boolean isWritten) {
      cut = isWritten != null;
      written = Boolean.TRUE.equals(isWritten);
    }

    @Override
    SpoolFile file(Path path) throws SQLException {
      return new SpoolFile(path, synced) {
        @Override
        void commit() throws SQLException {
          Map<String, byte[]> before = durable;
          super.commit();
          Map<String, byte[]> after = files(directory);
          boolean cutHere = cut;
          cut = false;
          durable = synced && (!cutHere || written) ? after : before;
          if (cutHere) {
            throw new SQLException("the power is cut");
          }
        }
      };
    }

    private static Map<String, byte[]> files(Path directory) {
      Map<String, byte[]> files = new HashMap<>();
      for (String name : List.of("spool.db", "spool.db-wal", "spool.lock")) {
        try {
          if (Files.exists(directory.resolve(name))) {
            files.put(name, Files.readAllBytes(directory.resolve(name)));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return files;
    }
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<Domain> domains = Arbitraries.of(Spool.DOMAINS);
    Arbitrary<Integer> counts = Arbitraries.integers().between(1, 5);
    Arbitrary<Action> appends = Combinators.combine(domains, counts).as(Action.Append::new);
    Arbitrary<Action> cuts =
        Combinators.combine(domains, counts, Arbitraries.of(true, false)).as(Action.CutDuring::new);
    Arbitrary<Action> receipts =
        Combinators.combine(
                domains,
                Arbitraries.integers().between(1, 12),
                Arbitraries.integers().between(-1, 12))
            .as(Action.Receipt::new);
    return Arbitraries.frequencyOf(
            Tuple.of(12, appends),
            Tuple.of(3, receipts),
            Tuple.of(1, Arbitraries.just(new Action.Reopen())),
            Tuple.of(1, Arbitraries.just(new Action.PowerCut())),
            Tuple.of(1, cuts))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
