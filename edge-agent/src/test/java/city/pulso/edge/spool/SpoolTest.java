package city.pulso.edge.spool;

import static city.pulso.edge.spool.Readings.range;
import static city.pulso.edge.spool.Readings.reading;
import static city.pulso.edge.spool.Readings.storeShown;
import static city.pulso.edge.spool.Readings.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final SpoolConfig CONFIG = new SpoolConfig(1 << 20, Duration.ZERO, true);

  /** A file whose commits wait for a gate, are counted, and can be made to fail. */
  private static final class Gated extends SpoolFiles {
    private final AtomicInteger commits = new AtomicInteger();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile boolean armed;
    private volatile boolean failing;

    Gated(Path directory) {
      super(directory, true, Clock.systemUTC());
    }

    @Override
    SpoolFile file(Path path) throws SQLException {
      return new SpoolFile(path, true) {
        @Override
        void commit() throws SQLException {
          if (failing) {
            throw new SQLException("disk I/O error");
          }
          if (armed) {
            commits.incrementAndGet();
            entered.countDown();
            await(gate);
          }
          super.commit();
        }
      };
    }
  }

  @Test
  void the_answer_comes_only_after_the_commit(@TempDir Path directory) throws Exception {
    Gated files = new Gated(directory);
    try (Spool spool = Spool.open(directory, files, CONFIG, "lima-01", Clock.systemUTC())) {
      files.armed = true;

      assertThat(answeredBeforeCommit(files, () -> spool.append(Domain.AIR, one(1)))).isFalse();
    }
  }

  @Test
  void an_answer_that_does_not_wait_for_the_commit_is_caught(@TempDir Path directory)
      throws Exception {
    Gated files = new Gated(directory);
    try (Spool spool = Spool.open(directory, files, CONFIG, "lima-01", Clock.systemUTC())) {
      files.armed = true;

      assertThat(
              answeredBeforeCommit(
                  files,
                  () -> {
                    spool.append(Domain.AIR, one(1));
                    return CompletableFuture.completedFuture(null); // the negative control
                  }))
          .isTrue();
    }
  }

  private static boolean answeredBeforeCommit(
      Gated files, java.util.function.Supplier<CompletableFuture<Void>> store) throws Exception {
    CompletableFuture<Void> answer = store.get();
    assertThat(files.entered.await(60, TimeUnit.SECONDS)).isTrue();
    boolean early = answer.isDone();
    files.gate.countDown();
    answer.get(60, TimeUnit.SECONDS);
    return early;
  }

  @Test
  void concurrent_readings_share_one_commit(@TempDir Path directory) throws Exception {
    Gated files = new Gated(directory);
    try (Spool spool = Spool.open(directory, files, CONFIG, "lima-01", Clock.systemUTC())) {
      files.armed = true;
      List<CompletableFuture<Void>> answers = new ArrayList<>();
      answers.add(spool.append(Domain.AIR, one(0)));
      assertThat(files.entered.await(60, TimeUnit.SECONDS)).isTrue();
      for (int i = 1; i <= 100; i++) {
        answers.add(spool.append(i % 2 == 0 ? Domain.AIR : Domain.HOMES, one(i)));
      }

      files.gate.countDown();
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

      assertThat(files.commits).hasValue(2);
      assertThat(spool.status(Domain.AIR).batches()).as("nobody read the first").isEqualTo(1);
      assertThat(spool.status(Domain.AIR).readings()).isEqualTo(51);
      assertThat(spool.status(Domain.HOMES).batches()).isEqualTo(1);
      assertThat(spool.status(Domain.HOMES).readings()).isEqualTo(50);
    }
  }

  @Test
  void a_failed_commit_acknowledges_nothing_and_the_next_one_has_its_sequence(
      @TempDir Path directory) throws Exception {
    Gated files = new Gated(directory);
    try (Spool spool = Spool.open(directory, files, CONFIG, "lima-01", Clock.systemUTC())) {
      storeShown(spool, Domain.AIR, one(1));
      files.failing = true;
      CompletableFuture<Void> failed = spool.append(Domain.AIR, one(2));
      assertThatThrownBy(() -> failed.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SpoolException.class);
      files.failing = false;

      spool.append(Domain.AIR, one(3)).get(60, TimeUnit.SECONDS);

      List<StoredBatch> held = spool.after(Domain.AIR, 0, 10).get(60, TimeUnit.SECONDS);
      assertThat(held).extracting(StoredBatch::sequence).containsExactly(1L, 2L);
      assertThat(values(held.get(1))).containsExactly(3.0);
    }
  }

  @Test
  void a_sequence_is_never_used_again_even_when_all_batches_are_gone(@TempDir Path directory)
      throws Exception {
    long epoch;
    try (Spool spool = open(directory)) {
      epoch = spool.epoch();
      storeShown(spool, Domain.AIR, one(1));
      storeShown(spool, Domain.AIR, one(2));
      assertThat(spool.delete(Domain.AIR, List.of(range(1, 2))).get(60, TimeUnit.SECONDS))
          .isEqualTo(2);
    }
    try (Spool spool = open(directory)) {
      assertThat(spool.epoch()).isEqualTo(epoch).isNotZero();
      spool.append(Domain.AIR, one(3)).get(60, TimeUnit.SECONDS);
      assertThat(spool.after(Domain.AIR, 0, 10).get(60, TimeUnit.SECONDS))
          .extracting(StoredBatch::sequence)
          .containsExactly(3L);
      assertThat(spool.device("air-1").accepted()).isEqualTo(3);
    }
  }

  @Test
  void a_heartbeat_comes_after_everything_accepted_before_it(@TempDir Path directory)
      throws Exception {
    Gated files = new Gated(directory);
    try (Spool spool = Spool.open(directory, files, CONFIG, "lima-01", Clock.systemUTC())) {
      files.armed = true;
      spool.append(Domain.AIR, one(0));
      assertThat(files.entered.await(60, TimeUnit.SECONDS)).isTrue();
      spool.append(Domain.AIR, one(1));
      CompletableFuture<Void> heartbeat =
          spool.appendLast(
              Domain.AIR,
              (stream, devices) ->
                  Reading.newBuilder()
                      .setDevice("lima-01")
                      .setHeartbeat(
                          Heartbeat.newBuilder()
                              .setAccepted(stream.accepted())
                              .setSpoolBatches(stream.batches())
                              .setRefused(devices.apply("air-1").accepted()))
                      .build());
      spool.append(Domain.AIR, one(2));
      files.gate.countDown();
      heartbeat.get(60, TimeUnit.SECONDS);

      StoredBatch held = spool.after(Domain.AIR, 0, 1).get(60, TimeUnit.SECONDS).get(0);
      List<Reading> readings = TelemetryBatch.parseFrom(held.bytes()).getReadingsList();
      Heartbeat last = readings.get(readings.size() - 1).getHeartbeat();
      assertThat(last.getAccepted()).isEqualTo(3);
      assertThat(last.getSpoolBatches()).isEqualTo(1);
      assertThat(last.getRefused()).as("accepted of the device, by way of the author").isEqualTo(3);
      assertThat(spool.status(Domain.AIR).accepted()).isEqualTo(3);
    }
  }

  @Test
  void a_full_spool_takes_nothing_more_of_air_and_still_takes_care_data(@TempDir Path directory)
      throws Exception {
    SpoolConfig small = new SpoolConfig(1 << 16, Duration.ZERO, true);
    try (Spool spool = Spool.open(directory, small, "lima-01", Clock.systemUTC())) {
      List<Reading> many = Stream.generate(() -> reading(1)).limit(100).toList();
      ExecutionException full = null;
      for (int i = 0; i < 100 && full == null; i++) {
        try {
          spool.append(Domain.AIR, many).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          full = e;
        }
      }
      assertThat(full).hasCauseInstanceOf(SpoolFullException.class);
      long held = spool.status(Domain.AIR).batches();

      spool.append(Domain.HOMES, many).get(60, TimeUnit.SECONDS);

      assertThat(spool.status(Domain.AIR).batches()).isEqualTo(held);
      spool.delete(Domain.AIR, List.of(range(1, 1000))).get(60, TimeUnit.SECONDS);
      spool.append(Domain.AIR, many).get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void many_readings_become_several_batches_without_a_hole(@TempDir Path directory)
      throws Exception {
    try (Spool spool = open(directory)) {
      List<Reading> many =
          Stream.iterate(0.0, v -> v + 1).limit(5000).map(Readings::reading).toList();
      spool.append(Domain.AIR, many).get(60, TimeUnit.SECONDS);
      List<StoredBatch> held = spool.after(Domain.AIR, 0, 1000).get(60, TimeUnit.SECONDS);
      assertThat(held.size()).isGreaterThan(1);
      assertThat(held).allMatch(batch -> batch.bytes().size() < 80_000);
      assertThat(held.stream().flatMap(batch -> values(batch).stream()).toList())
          .isEqualTo(Stream.iterate(0.0, v -> v + 1).limit(5000).toList());
      assertThat(spool.status(Domain.AIR).nextSequence()).isEqualTo(held.size() + 1L);
    }
  }

  @Test
  void a_directory_serves_one_agent_at_a_time_and_one_gateway(@TempDir Path directory)
      throws Exception {
    try (Spool spool = open(directory)) {
      assertThat(spool.epoch()).isNotZero();
      assertThatThrownBy(() -> open(directory))
          .isInstanceOf(SpoolException.class)
          .hasMessageContaining("belongs to an agent that is running");
    }
    assertThatThrownBy(() -> Spool.open(directory, CONFIG, "lima-02", Clock.systemUTC()))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("lima-01");
  }

  private static List<Reading> one(double value) {
    return List.of(reading(value));
  }

  private static Spool open(Path directory) throws IOException {
    return Spool.open(directory, CONFIG, "lima-01", Clock.systemUTC());
  }

  private static void await(CountDownLatch gate) {
    try {
      if (!gate.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gate was never opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
