package city.pulso.edge.spool;

import static city.pulso.edge.spool.Readings.range;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.Domain;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small batches are continued until somebody reads them, and what a device sends again is known,
 * whatever lies in between: receipts, restarts, power cuts.
 */
class ContinuedBatchTest {
  private static final SpoolConfig CONFIG = new SpoolConfig(1 << 20, Duration.ZERO, true);
  private static final String DEVICE = "device-1";
  private static final long BOOT = 77;

  /** What is done; the number says how much of it. */
  enum Kind {
    SEND,
    REPEAT,
    SHOW,
    RECEIPT,
    REOPEN,
    POWER_CUT,
    CUT_WRITTEN,
    CUT_LOST
  }

  record Action(Kind kind, int count) {}

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void every_reading_is_held_once_and_a_batch_that_was_shown_stays_what_it_is(
      @ForAll("actions") List<Action> actions) throws Exception {
    Path root = Files.createTempDirectory("spool-continued");
    try (Played played = new Played(root)) {
      for (Action action : actions) {
        played.play(action);
        played.compare();
      }
      played.show();
    } finally {
      SpoolModelTest.delete(root);
    }
  }

  @Test
  void what_waits_for_its_turn_waits_in_few_batches(@TempDir Path directory) throws Exception {
    try (Spool spool = Spool.open(directory, CONFIG, "lima-01", Clock.systemUTC())) {
      for (int i = 1; i <= 300; i++) {
        spool.store(Domain.AIR, List.of(reading(i))).get(60, TimeUnit.SECONDS);
      }
      // A batch ends where the tables are written, every 64 commits, or at half a page.
      assertThat(spool.status(Domain.AIR).batches()).isBetween(5L, 15L);
      assertThat(numbers(spool)).hasSize(300).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void messages_named_by_a_network_are_known_after_a_restart(@TempDir Path directory)
      throws Exception {
    List<Incoming> message = List.of(new Incoming(SpoolProcess.reading(1, 10), 0, "uplink-4711"));
    for (int i = 0; i < 3; i++) {
      try (Spool spool = Spool.open(directory, CONFIG, "lima-01", Clock.systemUTC())) {
        spool.store(Domain.PARKING, message).get(60, TimeUnit.SECONDS);
        assertThat(spool.status(Domain.PARKING).accepted()).isEqualTo(1);
        assertThat(spool.heard(DEVICE).has(message.get(0).name().orElseThrow())).isTrue();
      }
    }
  }

  private static Incoming reading(long number) {
    return new Incoming(SpoolProcess.reading(number, 10), BOOT, "");
  }

  private static List<Long> numbers(Spool spool) throws Exception {
    List<Long> numbers = new ArrayList<>();
    for (StoredBatch batch : spool.after(Domain.AIR, 0, 10_000).get(60, TimeUnit.SECONDS)) {
      numbers.addAll(Readings.numbers(batch));
    }
    return numbers;
  }

  /** A spool and what it should hold: a list, and nothing clever. */
  private static final class Played implements AutoCloseable {
    private final Path root;
    private final List<Long> held = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private final Map<Long, ByteString> shown = new HashMap<>();
    private Path directory;
    private SpoolModelTest.Disk disk;
    private Spool spool;
    private long number;
    private int opened;

    Played(Path root) throws Exception {
      this.root = root;
      this.directory = root.resolve("0");
      this.disk = new SpoolModelTest.Disk(directory, true);
      this.spool = Spool.open(directory, disk, CONFIG, "lima-01", Clock.systemUTC());
    }

    void play(Action action) throws Exception {
      switch (action.kind()) {
        case SEND -> {
          for (int i = 0; i < action.count(); i++) {
            send(++number);
          }
        }
        case REPEAT -> {
          int from = Math.max(0, acknowledged.size() - action.count());
          for (long each : List.copyOf(acknowledged).subList(from, acknowledged.size())) {
            assertThat(stored(each)).isTrue();
          }
        }
        case SHOW -> show();
        case RECEIPT -> receipt(action.count());
        case REOPEN -> reopen(false);
        case POWER_CUT -> reopen(true);
        case CUT_WRITTEN, CUT_LOST -> {
          disk.cutAtNextCommit(action.kind() == Kind.CUT_WRITTEN);
          assertThat(stored(++number)).isFalse();
          reopen(true);
          send(number); // the device heard nothing good and sends it again
        }
      }
    }

    private void send(long each) throws Exception {
      assertThat(stored(each)).isTrue();
      held.add(each);
      acknowledged.add(each);
    }

    private boolean stored(long each) throws Exception {
      try {
        spool.store(Domain.AIR, List.of(reading(each))).get(60, TimeUnit.SECONDS);
        return true;
      } catch (ExecutionException e) {
        return false;
      }
    }

    void show() throws Exception {
      List<Long> numbers = new ArrayList<>();
      for (StoredBatch batch : spool.after(Domain.AIR, 0, 10_000).get(60, TimeUnit.SECONDS)) {
        numbers.addAll(Readings.numbers(batch));
        ByteString before = shown.putIfAbsent(batch.sequence(), batch.bytes());
        assertThat(before == null || before.equals(batch.bytes())).isTrue();
      }
      assertThat(numbers).isEqualTo(held);
    }

    private void receipt(int count) throws Exception {
      for (StoredBatch batch : spool.after(Domain.AIR, 0, count).get(60, TimeUnit.SECONDS)) {
        shown.put(batch.sequence(), batch.bytes());
        held.removeAll(Readings.numbers(batch));
        spool
            .delete(Domain.AIR, List.of(range(batch.sequence(), batch.sequence())))
            .get(60, TimeUnit.SECONDS);
      }
    }

    private void reopen(boolean cut) throws Exception {
      Map<String, byte[]> survives = disk.durable;
      spool.close();
      if (cut) {
        directory = root.resolve(String.valueOf(++opened));
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> file : survives.entrySet()) {
          Files.write(directory.resolve(file.getKey()), file.getValue());
        }
      }
      disk = new SpoolModelTest.Disk(directory, true);
      spool = Spool.open(directory, disk, CONFIG, "lima-01", Clock.systemUTC());
    }

    void compare() {
      assertThat(spool.counts().setAside()).isZero();
      StreamStatus air = spool.status(Domain.AIR);
      assertThat(air.readings()).isEqualTo(held.size());
      assertThat(air.accepted()).isEqualTo(acknowledged.size());
      assertThat(air.nextSequence()).isGreaterThan(highestShown());
      assertThat(spool.device(DEVICE).accepted()).isEqualTo(acknowledged.size());
      for (long each : acknowledged) {
        assertThat(spool.heard(DEVICE).has(reading(each).name().orElseThrow()))
            .isEqualTo(number - each < Heard.WINDOW);
      }
    }

    private long highestShown() {
      return shown.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    @Override
    public void close() throws Exception {
      spool.close();
    }
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(Kind.SEND)), Tuple.of(8, Arbitraries.of(Kind.values())));
    return Combinators.combine(kinds, Arbitraries.integers().between(1, 90))
        .as(Action::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }
}
