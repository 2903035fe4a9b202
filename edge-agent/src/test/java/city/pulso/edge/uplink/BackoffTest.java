package city.pulso.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final AtomicLong nanoTime = new AtomicLong();

  @Test
  void it_doubles_up_to_the_longest_and_never_turns_negative() {
    Backoff backoff = backoff(() -> -1); // nextDouble just below 1
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waits.add(backoff.next().toMillis());
    }
    assertThat(waits)
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3000L, 3000L, 3000L, 3000L, 3000L);
    for (int i = 0; i < 1000; i++) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(3000));
    }
  }

  @Test
  void a_random_half_is_waited_at_least_so_that_gateways_do_not_come_back_together() {
    Backoff backoff = backoff(new Random(1)::nextLong);
    for (int i = 0; i < 6; i++) {
      backoff.next();
    }
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      waits.add(backoff.next());
    }
    assertThat(waits).allMatch(wait -> wait.toMillis() >= 1500 && wait.toMillis() <= 3000);
    assertThat(waits.stream().distinct().count()).isGreaterThan(100);
  }

  @Test
  void only_a_connection_that_lasted_makes_it_short_again() {
    Backoff backoff = backoff(() -> 0);
    backoff.next();
    backoff.next();
    backoff.next();

    backoff.connected();
    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(backoff.next()).as("hung up at once").isEqualTo(Duration.ofMillis(400));

    backoff.connected();
    nanoTime.addAndGet(Duration.ofSeconds(31).toNanos());
    assertThat(backoff.next()).as("it was a good one").isEqualTo(Duration.ofMillis(50));
  }

  private Backoff backoff(RandomGenerator random) {
    return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3), random, nanoTime::get);
  }
}
