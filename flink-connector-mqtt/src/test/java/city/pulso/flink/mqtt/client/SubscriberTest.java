package city.pulso.flink.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.broker.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscriber and publisher against a real broker. */
@NullUnmarked
class SubscriberTest {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  @TempDir Path directory;
  private final AtomicInteger publishers = new AtomicInteger();
  private TestBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.start(directory);
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void the_broker_keeps_exactly_what_was_not_acknowledged() throws Exception {
    publishToAbsent(persistent(100), 10);
    try (var first = new Received(persistent(100))) {
      first.await(10);
      first.subscriber.acknowledge(4);
      await().atMost(DEADLINE).until(() -> first.subscriber.unacknowledged() == 6);
    }
    try (var second = new Received(persistent(100))) {
      second.await(6);
      assertThat(second.payloads).containsExactly("4", "5", "6", "7", "8", "9");
      second.subscriber.acknowledge(6);
    }
    try (var third = new Received(persistent(100))) {
      publish(10, 11);
      third.await(1);
      assertThat(third.payloads).containsExactly("10");
    }
  }

  @Test
  void connections_and_messages_are_told_on_one_thread_in_their_order() throws Exception {
    publishToAbsent(persistent(100), 10);
    try (var received = new Received(persistent(100))) {
      received.await(10);
      assertThat(received.tellers).hasSize(1);
      assertThat(received.resumedAt).containsExactly(0L);
    }
  }

  @Test
  void the_broker_waits_when_receive_maximum_is_used_up() throws Exception {
    publishToAbsent(persistent(5), 12);
    try (var received = new Received(persistent(5))) {
      received.await(5);
      assertThat(received.subscriber.unacknowledged()).isEqualTo(5);
      received.subscriber.acknowledge(5);
      received.await(10);
      received.subscriber.acknowledge(10);
      received.await(12);
      assertThat(received.payloads)
          .isEqualTo(IntStream.range(0, 12).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void a_full_window_at_the_moment_of_the_loss_does_not_hinder_the_next_connection()
      throws Exception {
    publishToAbsent(persistent(5), 5);
    try (var received = new Received(persistent(5))) {
      received.await(5);
      broker.stop();
      broker.start();
      await().atMost(DEADLINE).until(() -> received.subscriber.reconnects() == 1);
      assertThat(received.subscriber.unacknowledged()).isZero();
      publishUntil(received, 10);
    }
  }

  @Test
  void a_fresh_session_gets_retained_messages_again() throws Exception {
    try (var publisher = publisher()) {
      publisher
          .publish(MqttOutgoing.retained("in/kept", "kept".getBytes(UTF_8)))
          .get(90, TimeUnit.SECONDS);
    }
    for (int start = 0; start < 2; start++) {
      try (var received = new Received(fresh())) {
        received.await(1);
        assertThat(received.messages.get(0).retained()).isTrue();
        received.subscriber.acknowledge(1);
      }
    }
  }

  @Test
  void filters_of_a_former_release_are_unsubscribed() throws Exception {
    try (var former = new Received(options(List.of("old/#"), List.of(), false, 100))) {
      former.awaitSubscribed();
    }
    try (var received = new Received(options(List.of("in/#"), List.of("old/#"), false, 100));
        var publisher = publisher()) {
      received.awaitSubscribed();
      publisher.publish("old/x", "old".getBytes(UTF_8)).get(90, TimeUnit.SECONDS);
      publisher.publish("in/x", "new".getBytes(UTF_8)).get(90, TimeUnit.SECONDS);
      received.await(1);
      assertThat(received.payloads).containsExactly("new");
    }
  }

  @Test
  void a_broker_that_starts_later_is_found() throws Exception {
    broker.stop();
    try (var received = new Received(persistent(100))) {
      assertThat(received.subscriber.connected()).isFalse();
      broker.start();
      await().atMost(DEADLINE).until(received.subscriber::connected);
      publishUntil(received, 3);
      assertThat(received.refusals).isEmpty();
    }
  }

  @Test
  void a_second_client_with_the_same_id_ends_the_first_with_a_reason() throws Exception {
    try (var first = new Received(persistent(100))) {
      await().atMost(DEADLINE).until(first.subscriber::connected);
      try (var second = new Received(persistent(100))) {
        await().atMost(DEADLINE).until(() -> !first.refusals.isEmpty());
        assertThat(first.refusals.get(0)).contains("another client", "test-subscriber");
        assertThat(second.refusals).isEmpty();
      }
    }
  }

  @Test
  void what_is_published_while_the_broker_is_away_arrives_in_order() throws Exception {
    try (var publisher = publisher()) {
      await().atMost(DEADLINE).until(publisher::connected);
      broker.stop();
      var published =
          IntStream.range(0, 50)
              .mapToObj(i -> publisher.publish("in/t", Integer.toString(i).getBytes(UTF_8)))
              .toList();
      broker.start();
      for (var each : published) {
        each.get(90, TimeUnit.SECONDS);
      }
      assertThat(publisher.inFlight()).isZero();
      assertThat(publisher.reconnects()).isEqualTo(1);
    }
  }

  @Test
  void a_full_window_says_so_at_once() throws Exception {
    broker.stop();
    try (var publisher = MqttPublisher.open(broker.connection(), "small", 2)) {
      var first = publisher.publish("in/t", new byte[1]);
      var second = publisher.publish("in/t", new byte[1]);
      var third = publisher.publish("in/t", new byte[1]);
      assertThat(third)
          .failsWithin(Duration.ofSeconds(1))
          .withThrowableThat()
          .withCauseInstanceOf(WindowFullException.class);
      assertThat(first).isNotDone();
      publisher.close();
      assertThat(second)
          .failsWithin(Duration.ofSeconds(1))
          .withThrowableThat()
          .withMessageContaining("closed");
    }
    broker.start();
  }

  private Subscriber.Options persistent(int receiveMaximum) {
    return options(List.of("in/#"), List.of(), false, receiveMaximum);
  }

  private Subscriber.Options fresh() {
    return options(List.of("in/#"), List.of(), true, 100);
  }

  private Subscriber.Options options(
      List<String> filters, List<String> former, boolean fresh, int receiveMaximum) {
    MqttConnectionOptions connection = broker.connection();
    return new Subscriber.Options(
        connection,
        "test-subscriber",
        filters,
        former,
        fresh,
        3600,
        fresh,
        receiveMaximum,
        1 << 20);
  }

  private MqttPublisher publisher() {
    return MqttPublisher.open(
        broker.connection(), "test-publisher-" + publishers.incrementAndGet(), 100);
  }

  /**
   * Publishes while the subscriber is away, to its session. HiveMQ CE sends what waits for a
   * session at once, but what comes while something is unacknowledged only after its PUBACK.
   */
  private void publishToAbsent(Subscriber.Options options, int count) throws Exception {
    try (var before = new Received(options)) {
      before.awaitSubscribed();
    }
    publish(0, count);
  }

  private void publish(int from, int to) throws Exception {
    try (var publisher = publisher()) {
      for (int i = from; i < to; i++) {
        publisher.publish("in/t", Integer.toString(i).getBytes(UTF_8)).get(90, TimeUnit.SECONDS);
      }
    }
  }

  /** Publishes until so many have arrived: a broker that lost its disk lost subscriptions too. */
  private void publishUntil(Received received, int count) throws Exception {
    try (var publisher = publisher()) {
      await()
          .atMost(DEADLINE)
          .until(
              () -> {
                publisher.publish("in/t", "again".getBytes(UTF_8)).get(90, TimeUnit.SECONDS);
                received.subscriber.acknowledge(received.payloads.size());
                return received.payloads.size() >= count;
              });
    }
  }

  private static final class Received implements Subscriber.Listener, AutoCloseable {
    private final List<MqttMessage> messages = new CopyOnWriteArrayList<>();
    private final List<String> payloads = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final List<Long> resumedAt = new CopyOnWriteArrayList<>();
    private final Set<Thread> tellers = ConcurrentHashMap.newKeySet();
    private final Subscriber subscriber;

    Received(Subscriber.Options options) throws IOException {
      subscriber = Subscriber.overHiveMq().open(options, this);
    }

    void awaitSubscribed() {
      org.awaitility.Awaitility.await().atMost(DEADLINE).until(subscriber::subscribed);
    }

    void await(int count) {
      org.awaitility.Awaitility.await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(payloads).hasSizeGreaterThanOrEqualTo(count));
    }

    @Override
    public void received(long delivery, MqttMessage message, boolean guaranteed) {
      tellers.add(Thread.currentThread());
      messages.add(message);
      payloads.add(new String(message.payload(), UTF_8));
    }

    @Override
    public void resumed(long lastDelivery) {
      tellers.add(Thread.currentThread());
      resumedAt.add(lastDelivery);
    }

    @Override
    public void refused(IOException reason) {
      refusals.add(String.valueOf(reason.getMessage()));
    }

    @Override
    public void close() {
      subscriber.close();
    }
  }
}
