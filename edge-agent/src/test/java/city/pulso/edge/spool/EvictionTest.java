package city.pulso.edge.spool;

import static city.pulso.edge.spool.Readings.range;
import static city.pulso.edge.spool.Readings.reading;
import static city.pulso.edge.spool.Readings.storeShown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.edge.config.ConfigException;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Reading;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is given up when the disk budget is used up, and what never is. */
class EvictionTest {
  private static final int BYTES = 1 << 16;

  @Test
  void without_a_policy_nothing_is_given_up(@TempDir Path directory) throws Exception {
    try (Spool spool = open(directory, EvictionPolicy.NONE)) {
      long stored = fill(spool, Domain.HOMES);
      assertThat(refused(spool, Domain.HOMES)).isTrue();

      assertThat(spool.status(Domain.HOMES).readings()).isEqualTo(stored);
      assertThat(spool.counts().evicted()).isZero();
      assertThat(spool.health().full()).containsExactly(Domain.HOMES);
      assertThat(spool.health().storing()).isTrue();
    }
  }

  @Test
  void air_makes_way_for_newer_air_oldest_first_and_is_counted(@TempDir Path directory)
      throws Exception {
    try (Spool spool = open(directory, EvictionPolicy.AIR)) {
      for (int i = 0; i < 200; i++) {
        store(spool, Domain.AIR);
      }
      StreamStatus air = spool.status(Domain.AIR);
      long gone = air.lowestSequence() - 1;
      assertThat(gone).isPositive();
      assertThat(air.evicted()).isEqualTo(gone * PER_BATCH);
      assertThat(air.evictedRanges()).containsExactly(range(1, gone));
      assertThat(air.accepted()).isEqualTo(200 * PER_BATCH);
      assertThat(air.readings()).isEqualTo(200 * PER_BATCH - air.evicted());
      assertThat(air.bytes()).isLessThanOrEqualTo(BYTES / 100 * 70);
      assertThat(spool.device("air-1").evicted()).isEqualTo(air.evicted());
      assertThat(spool.counts().evicted()).isEqualTo(air.evicted());
    }
    try (Spool spool = open(directory, EvictionPolicy.AIR)) {
      StreamStatus air = spool.status(Domain.AIR);
      assertThat(air.evictedRanges()).containsExactly(range(1, air.lowestSequence() - 1));
      assertThat(spool.device("air-1").evicted()).isEqualTo(air.evicted()).isPositive();
      assertThat(spool.counts().evicted()).as("since it was opened").isZero();
    }
  }

  @Test
  void the_least_important_goes_first_and_care_data_last(@TempDir Path directory) throws Exception {
    try (Spool spool = open(directory, EvictionPolicy.HOMES)) {
      fillUntilEviction(spool, Domain.AIR);
      long air = spool.counts().evicted();
      while (spool.status(Domain.AIR).batches() > 0) {
        store(spool, Domain.PARKING);
        assertThat(spool.status(Domain.PARKING).evicted()).isZero();
      }
      assertThat(spool.counts().evicted()).isGreaterThan(air);

      while (spool.status(Domain.PARKING).batches() > 0) {
        store(spool, Domain.HOMES);
        assertThat(spool.status(Domain.HOMES).evicted()).isZero();
      }
      assertThat(refused(spool, Domain.AIR)).as("air never displaces what matters more").isTrue();
      assertThat(refused(spool, Domain.PARKING)).isTrue();
      long homes = spool.status(Domain.HOMES).evicted();
      fillUntilEviction(spool, Domain.HOMES);
      assertThat(spool.status(Domain.HOMES).evicted()).isGreaterThan(homes);
    }
  }

  @Test
  void care_data_stays_when_only_air_and_parking_may_go(@TempDir Path directory) throws Exception {
    try (Spool spool = open(directory, EvictionPolicy.PARKING)) {
      fill(spool, Domain.HOMES);
      assertThat(refused(spool, Domain.HOMES)).isTrue();
      assertThat(spool.status(Domain.HOMES).evicted()).isZero();
      assertThat(spool.status(Domain.HOMES).lowestSequence()).isEqualTo(1);
    }
  }

  @Test
  void what_would_not_fit_even_then_gives_nothing_up(@TempDir Path directory) throws Exception {
    try (Spool spool = open(directory, EvictionPolicy.HOMES)) {
      store(spool, Domain.AIR);
      List<Reading> tooMuch = Collections.nCopies(5000, reading(1));
      assertThatThrownBy(() -> spool.append(Domain.HOMES, tooMuch).get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SpoolFullException.class);
      assertThat(spool.counts().evicted()).isZero();
      assertThat(spool.status(Domain.AIR).batches()).isEqualTo(1);
    }
  }

  @Test
  void a_heartbeat_of_the_same_commit_tells_what_was_given_up(@TempDir Path directory)
      throws Exception {
    try (Spool spool = open(directory, EvictionPolicy.AIR)) {
      fillUntilEviction(spool, Domain.AIR);
      long[] told = new long[2];
      spool
          .appendLast(
              Domain.AIR,
              (stream, devices) -> {
                told[0] = stream.evicted();
                told[1] = devices.apply("air-1").evicted();
                return reading(1);
              })
          .get(60, TimeUnit.SECONDS);
      assertThat(told[0]).isEqualTo(spool.counts().evicted()).isPositive();
      assertThat(told[1]).isEqualTo(told[0]);
    }
  }

  @Test
  void heartbeats_may_use_a_little_more_than_the_budget_and_no_more(@TempDir Path directory)
      throws Exception {
    try (Spool spool = open(directory, EvictionPolicy.NONE)) {
      fill(spool, Domain.HOMES);
      Reading heartbeat =
          Reading.newBuilder()
              .setDevice("lima-01")
              .setHeartbeat(Heartbeat.newBuilder().setAgentVersion("x".repeat(200)))
              .build();
      int written = 0;
      ExecutionException failure = null;
      while (failure == null && written < 1000) {
        try {
          spool.appendLast(Domain.HOMES, (stream, devices) -> heartbeat).get(60, TimeUnit.SECONDS);
          written++;
        } catch (ExecutionException e) {
          failure = e;
        }
      }
      assertThat(written).isBetween(5, 40);
      assertThat(failure).hasCauseInstanceOf(SpoolFullException.class);
    }
  }

  @Test
  void ranges_stay_few_however_often_receipts_and_evictions_alternate() {
    StreamStatus stream = StreamStatus.EMPTY;
    for (int i = 0; i < 100; i++) {
      stream = stream.withEvicted(1, 10L * i + 1, 10L * i + 3);
    }
    assertThat(stream.evictedRanges()).hasSize(StreamStatus.RANGES);
    assertThat(stream.evictedRanges().get(0)).isEqualTo(range(1, 843));
    assertThat(stream.evictedRanges().get(15)).isEqualTo(range(991, 993));
    assertThat(stream.evicted()).isEqualTo(100);
  }

  @Test
  void a_budget_in_which_care_data_comes_second_is_refused() {
    assertThatThrownBy(() -> new SpoolBudget(90, 80, 100))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("budget.air: 90 is not accepted; use 1 to 80, the value of parking");
    assertThatThrownBy(() -> new SpoolBudget(70, 85, 101)).hasMessageContaining("budget.homes");
  }

  private static final int PER_BATCH = 20;

  private static void store(Spool spool, Domain domain) throws Exception {
    storeShown(spool, domain, Collections.nCopies(PER_BATCH, reading(1)));
  }

  private static boolean refused(Spool spool, Domain domain) throws Exception {
    try {
      store(spool, domain);
      return false;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(SpoolFullException.class);
      return true;
    }
  }

  private static long fill(Spool spool, Domain domain) throws Exception {
    long stored = 0;
    while (!refused(spool, domain)) {
      stored += PER_BATCH;
    }
    return stored;
  }

  private static void fillUntilEviction(Spool spool, Domain domain) throws Exception {
    long before = spool.counts().evicted();
    while (spool.counts().evicted() == before) {
      store(spool, domain);
    }
  }

  private static Spool open(Path directory, EvictionPolicy policy) throws Exception {
    SpoolConfig config =
        new SpoolConfig(BYTES, Duration.ZERO, true).with(SpoolBudget.defaults(), policy);
    return Spool.open(directory, config, "lima-01", Clock.systemUTC());
  }
}
