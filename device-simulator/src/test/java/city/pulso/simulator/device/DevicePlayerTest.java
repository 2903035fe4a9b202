package city.pulso.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.simulator.clock.LapseClock;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DevicePlayerTest {
  private static final Instant START = Instant.parse("2017-05-01T00:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final LapseClock clock = standingAtStart();
  private final Answering gateway = new Answering();
  private final DeviceSenders senders =
      DeviceSenders.over(SendersConfig.to(Map.of(), null), gateway);

  /** Answers when the test says so. */
  private static final class Answering implements Transport {
    private final Deque<Consumer<Answer>> open = new ArrayDeque<>();
    private final List<Long> sent = new ArrayList<>();
    private boolean atOnce;

    @Override
    public void send(DeviceMessage message, Consumer<Answer> answered) {
      synchronized (this) {
        sent.add(message.dueMs());
        if (!atOnce) {
          open.add(answered);
          return;
        }
      }
      answered.accept(new Answer.Accepted());
    }

    synchronized int sent() {
      return sent.size();
    }

    void answerOldest(Answer answer) {
      Consumer<Answer> oldest;
      synchronized (this) {
        oldest = open.removeFirst();
      }
      oldest.accept(answer);
    }

    void answerAllFromNow() {
      synchronized (this) {
        atOnce = true;
      }
      while (true) {
        synchronized (this) {
          if (open.isEmpty()) {
            return;
          }
        }
        answerOldest(new Answer.Accepted());
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void city_time_waits_for_an_answer() throws Exception {
    try (DevicePlayer player =
        player(List.of(message(60), message(7200)), Duration.ofSeconds(30))) {
      player.start();
      await().atMost(LIMIT).until(() -> gateway.sent() == 1);
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(clock.instant()).isEqualTo(START.plusSeconds(90)));
      assertThat(clock.held()).isTrue();
      assertThat(player.positionMs()).isEqualTo(START.plusSeconds(60).toEpochMilli());
      gateway.answerAllFromNow();
      assertThat(player.awaitEnd(LIMIT)).isTrue();
      assertThat(player.positionMs()).isEqualTo(START.plusSeconds(7200).toEpochMilli() + 1);
    }
  }

  @Test
  void a_message_that_failed_holds_city_time_too() throws Exception {
    try (DevicePlayer player = player(List.of(message(60), message(7200)), Duration.ZERO)) {
      player.start();
      await().atMost(LIMIT).until(() -> gateway.sent() == 1);
      gateway.answerOldest(new Answer.Failed("lost"));
      await().atMost(LIMIT).until(() -> gateway.sent() == 2);
      assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
      gateway.answerAllFromNow();
      assertThat(player.awaitEnd(LIMIT)).isTrue();
      assertThat(senders.status().accepted()).isEqualTo(2);
    }
  }

  @Test
  void after_the_last_message_city_time_goes_on_for_the_tail_only() throws Exception {
    gateway.answerAllFromNow();
    try (DevicePlayer player = player(List.of(message(60)), Duration.ofSeconds(30))) {
      player.start();
      assertThat(player.awaitEnd(LIMIT)).isTrue();
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(clock.instant())
                      .isEqualTo(START.plusSeconds(60).plus(Duration.ofMinutes(10))));
      assertThat(clock.held()).isTrue();
    }
  }

  @Test
  void a_broken_source_is_told() throws Exception {
    try (DevicePlayer player =
        new DevicePlayer(
            new java.util.Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public DeviceMessage next() {
                throw new IllegalStateException("disk gone");
              }
            },
            senders,
            clock,
            Duration.ZERO,
            Duration.ZERO)) {
      player.start();
      assertThat(player.awaitEnd(LIMIT)).isTrue();
      assertThat(player.failure()).hasMessage("disk gone");
    }
  }

  /** Until a player lets it go on: a minute of the city is 17 ms. */
  private static LapseClock standingAtStart() {
    AtomicBoolean running = new AtomicBoolean();
    LapseClock clock =
        LapseClock.startingAt(START, 3600, () -> running.get() ? System.nanoTime() : 0);
    clock.hold(START);
    running.set(true);
    return clock;
  }

  private DevicePlayer player(List<DeviceMessage> messages, Duration slack) {
    return new DevicePlayer(messages.iterator(), senders, clock, slack, Duration.ofMinutes(10));
  }

  private static DeviceMessage message(long afterSeconds) {
    return new DeviceMessage(
        "gw",
        "device",
        START.plusSeconds(afterSeconds).toEpochMilli(),
        Encoding.COAP_PROTOBUF,
        ByteString.EMPTY,
        1);
  }
}
