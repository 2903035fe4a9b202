package city.pulso.simulator.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LapseClockTest {
  private static final Instant START = Instant.parse("2017-05-01T00:00:00Z");

  private final AtomicLong nanos = new AtomicLong(77);
  private final LapseClock clock = LapseClock.startingAt(START, 3600, nanos::get);

  @Test
  void one_real_second_is_as_many_city_seconds_as_the_rate_says() {
    elapse(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(3600));
    elapse(Duration.ofMillis(500));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(5400));
  }

  @Test
  void city_time_never_passes_the_hold() {
    clock.hold(START.plusSeconds(60));
    elapse(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
    assertThat(clock.held()).isTrue();
  }

  @Test
  void after_a_hold_time_goes_on_from_there_without_a_jump() {
    clock.hold(START.plusSeconds(60));
    elapse(Duration.ofSeconds(10));
    clock.hold(START.plusSeconds(120));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
    elapse(Duration.ofMillis(10));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(96));
    clock.release();
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(96));
    elapse(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(96 + 3600));
  }

  @Test
  void a_hold_in_the_past_stops_the_clock_where_it_is() {
    elapse(Duration.ofSeconds(1));
    clock.hold(START);
    elapse(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(3600));
  }

  @Test
  void many_small_moves_of_the_hold_lose_no_time() {
    for (int i = 0; i < 1000; i++) {
      elapse(Duration.ofNanos(1_000_100));
      clock.hold(START.plus(Duration.ofDays(1 + i)));
    }
    assertThat(clock.millis() - START.toEpochMilli()).isEqualTo(3_600_360);
  }

  @Test
  void once_the_present_is_reached_the_city_goes_with_it() {
    AtomicLong presentMs = new AtomicLong(START.plusSeconds(7200).toEpochMilli());
    LapseClock catching = clock.catchUpTo(clockOf(presentMs));
    elapse(Duration.ofSeconds(1));
    assertThat(catching.instant()).isEqualTo(START.plusSeconds(3600));
    assertThat(catching.rate()).isEqualTo(3600);
    elapse(Duration.ofSeconds(5));
    assertThat(catching.instant()).isEqualTo(START.plusSeconds(7200));
    assertThat(catching.rate()).isEqualTo(1);
    presentMs.addAndGet(1500);
    assertThat(catching.millis()).isEqualTo(START.plusSeconds(7200).toEpochMilli() + 1500);
  }

  @Test
  void a_present_that_is_set_back_does_not_take_the_city_back() {
    AtomicLong presentMs = new AtomicLong(START.plusSeconds(10).toEpochMilli());
    LapseClock catching = clock.catchUpTo(clockOf(presentMs));
    elapse(Duration.ofSeconds(1));
    Instant before = catching.instant();
    presentMs.addAndGet(-5000);
    assertThat(catching.instant()).isEqualTo(before);
  }

  @Test
  void it_says_how_long_to_wait_in_real_time() {
    assertThat(clock.realTimeUntil(START.plusSeconds(3600))).isEqualTo(Duration.ofSeconds(1));
    assertThat(clock.realTimeUntil(START)).isEqualTo(Duration.ZERO);
  }

  @Test
  void readers_never_see_time_go_back_while_holds_come_and_go() throws Exception {
    LapseClock live = LapseClock.startingAt(START, 3600);
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch reading = new CountDownLatch(2);
    Callable<Long> reader =
        () -> {
          long steps = 0;
          for (long last = Long.MIN_VALUE; !done.get(); steps++) {
            long now = live.millis();
            if (now < last) {
              throw new IllegalStateException("went from " + last + " to " + now);
            }
            last = now;
            if (steps == 0) {
              reading.countDown();
            }
          }
          return steps;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Long>> readers = new ArrayList<>();
      readers.add(threads.submit(reader));
      readers.add(threads.submit(reader));
      assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 20_000; i++) {
        live.hold(START.plusMillis(i % 3 == 0 ? i : 10L * i));
        if (i % 7 == 0) {
          live.release();
        }
      }
      done.set(true);
      for (Future<Long> each : readers) {
        assertThat(each.get()).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void in_one_jvm_a_deserialized_clock_is_the_same_clock() throws Exception {
    assertThat(thawed(frozen(clock))).isSameAs(clock);
    Clock inLima = clock.withZone(ZoneId.of("America/Lima"));
    assertThat(thawed(frozen(inLima))).isEqualTo(inLima);
  }

  @Test
  void in_another_jvm_it_says_that_it_cannot_live_there() throws Exception {
    byte[] foreign = frozen(clock);
    int id = indexOfTicketId(foreign);
    foreign[id] ^= 1; // an id that no clock of this JVM has
    assertThatThrownBy(() -> thawed(foreign))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("does not live in this JVM");
  }

  @Test
  void a_rate_of_zero_is_refused() {
    assertThatThrownBy(() -> LapseClock.startingAt(START, 0)).hasMessageContaining("rate 0.0");
    assertThatThrownBy(() -> LapseClock.startingAt(START, Double.NaN)).hasMessageContaining("NaN");
  }

  private void elapse(Duration real) {
    nanos.addAndGet(real.toNanos());
  }

  private static Clock clockOf(AtomicLong ms) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(ms.get());
      }
    };
  }

  /** The UUID's two longs are the last sixteen bytes of the stream. */
  private static int indexOfTicketId(byte[] stream) {
    return stream.length - 1;
  }

  private static byte[] frozen(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static Object thawed(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
