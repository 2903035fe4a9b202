package city.pulso.flink.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.broker.MosquittoBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's Mosquitto, which keeps its sessions on disk. */
class MosquittoIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @BeforeAll
  static void needsMosquitto() {
    assumeTrue(
        MosquittoBroker.program().isPresent(),
        "mosquitto is not installed; apt-get install mosquitto brings it");
  }

  @Test
  void what_was_not_acknowledged_survives_a_restart_of_the_broker(@TempDir Path directory)
      throws Exception {
    try (var broker = MosquittoBroker.start(directory, "allow_anonymous true");
        var received = new Received(broker.connection())) {
      await().atMost(DEADLINE).until(received.subscriber::subscribed);
      publish(broker, 20);
      await().atMost(DEADLINE).until(() -> received.payloads.size() == 20);
      received.subscriber.acknowledge(12);
      await().atMost(DEADLINE).until(() -> received.subscriber.unacknowledged() == 8);
      broker.stop();
      broker.start();
      await().atMost(DEADLINE).until(() -> received.payloads.size() == 28);
      assertThat(received.resumedAt).containsExactly(20L);
      assertThat(received.payloads.subList(20, 28))
          .isEqualTo(IntStream.range(12, 20).mapToObj(Integer::toString).toList());
      assertThat(received.refusals).isEmpty();
    }
  }

  @Test
  void a_wrong_password_is_refused_with_the_setting_to_look_at(@TempDir Path directory)
      throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "guess\n");
    try (var broker = MosquittoBroker.start(directory, "allow_anonymous false");
        var received = new Received(broker.connection().withCredentials("jobs", password))) {
      await().atMost(DEADLINE).until(() -> !received.refusals.isEmpty());
      assertThat(received.refusals.get(0))
          .contains("refused the credentials", "password file")
          .doesNotContain("guess");
    }
  }

  private static void publish(MosquittoBroker broker, int count) throws Exception {
    try (var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 100)) {
      for (int i = 0; i < count; i++) {
        publisher.publish("in/t", Integer.toString(i).getBytes(UTF_8)).get(10, TimeUnit.SECONDS);
      }
    }
  }

  private static final class Received implements Subscriber.Listener, AutoCloseable {
    private final List<String> payloads = new CopyOnWriteArrayList<>();
    private final List<Long> resumedAt = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final Subscriber subscriber;

    Received(MqttConnectionOptions connection) throws IOException {
      subscriber =
          Subscriber.overHiveMq()
              .open(
                  new Subscriber.Options(
                      connection,
                      "test-subscriber",
                      List.of("in/#"),
                      List.of(),
                      false,
                      3600,
                      false,
                      100),
                  this);
    }

    @Override
    public void received(long delivery, MqttMessage message, boolean guaranteed) {
      payloads.add(new String(message.payload(), UTF_8));
    }

    @Override
    public void resumed(long lastDelivery) {
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
