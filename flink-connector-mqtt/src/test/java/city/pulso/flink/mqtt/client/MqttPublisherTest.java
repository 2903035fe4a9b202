package city.pulso.flink.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.broker.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a future of the publisher finds when it completes: its dependents run at that moment. */
@NullUnmarked
class MqttPublisherTest {
  private static final byte[] PAYLOAD = new byte[1];
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void an_acknowledged_message_is_not_counted_any_more_when_its_future_completes()
      throws Exception {
    try (var broker = TestBroker.later(directory);
        var publisher = MqttPublisher.open(broker.connection(), "publisher", 3)) {
      // Registered before anything can be acknowledged; acknowledged in order.
      var left =
          IntStream.range(0, 3)
              .mapToObj(i -> publisher.publish("in/t", PAYLOAD))
              .map(each -> each.thenApply(done -> publisher.inFlight()))
              .toList();
      assertThat(publisher.inFlight()).isEqualTo(3);
      broker.start();
      for (int i = 0; i < left.size(); i++) {
        assertThat(left.get(i).get(60, TimeUnit.SECONDS)).isLessThanOrEqualTo(2 - i);
      }
      assertThat(publisher.inFlight()).isZero();
    }
  }

  @Test
  void a_future_completes_on_the_event_loop_of_the_connection() throws Exception {
    try (var broker = TestBroker.later(directory);
        var publisher = MqttPublisher.open(broker.connection(), "publisher", 3)) {
      var thread =
          publisher.publish("in/t", PAYLOAD).thenApply(done -> Thread.currentThread().getName());
      broker.start();
      assertThat(thread.get(60, TimeUnit.SECONDS)).startsWith("com.hivemq.client.mqtt");
    }
  }

  @Test
  void a_failed_message_is_not_counted_any_more_when_its_future_completes() throws Exception {
    try (var publisher = unconnected(2)) {
      var left = publisher.publish("in/t", PAYLOAD).handle((done, error) -> publisher.inFlight());
      publisher.close();
      assertThat(left).isCompletedWithValue(0);
    }
  }

  @Test
  void waiting_for_the_end_of_all_messages_is_waiting_for_their_futures_too() throws Exception {
    try (var publisher = unconnected(2)) {
      var told = new AtomicBoolean();
      var toldBefore =
          new FutureTask<>(
              () -> {
                publisher.awaitEmpty();
                return told.get();
              });
      var waiting = new Thread(toldBefore);
      var dependent =
          publisher
              .publish("in/t", PAYLOAD)
              .exceptionally(
                  error -> {
                    waiting.start();
                    await()
                        .atMost(DEADLINE)
                        .until(
                            () ->
                                waiting.getState() == Thread.State.WAITING || toldBefore.isDone());
                    told.set(true);
                    return null;
                  });
      publisher.close();
      assertThat(dependent).isCompleted();
      assertThat(toldBefore.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_publisher_that_waits_for_room_ends_when_the_publisher_is_closed() throws Exception {
    try (var publisher = unconnected(1)) {
      var first = publisher.publish("in/t", PAYLOAD);
      var second =
          new FutureTask<CompletableFuture<Void>>(
              () -> publisher.publishWhenRoom(MqttOutgoing.of("in/t", PAYLOAD)));
      var waiting = new Thread(second);
      waiting.start();
      await().atMost(DEADLINE).until(() -> waiting.getState() == Thread.State.WAITING);
      publisher.close();
      assertThat(first).isCompletedExceptionally();
      assertThat(second.get(60, TimeUnit.SECONDS)).isCompletedExceptionally();
      assertThat(publisher.inFlight()).isZero();
      publisher.awaitEmpty();
    }
  }

  private MqttPublisher unconnected(int window) throws Exception {
    return MqttPublisher.open(TestBroker.later(directory).connection(), "publisher", window);
  }
}
