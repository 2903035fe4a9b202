package city.pulso.flink.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.broker.TestBroker;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a foreign client sees of a published message. */
class PublishedMessagesTest {
  @Test
  void quality_retained_flag_and_expiry_are_those_of_each_message(@TempDir Path directory)
      throws Exception {
    try (var broker = TestBroker.start(directory);
        var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 10)) {
      publish(publisher, new MqttOutgoing("out/kept", "k".getBytes(UTF_8), true, 3600));
      publish(publisher, new MqttOutgoing("out/kept-for-ever", "e".getBytes(UTF_8), true, 0));
      publish(publisher, new MqttOutgoing("out/passing", "p".getBytes(UTF_8), false, 60));
      var found = received(broker, 2);
      assertThat(found)
          .extracting(publish -> publish.getTopic().toString())
          .containsExactlyInAnyOrder("out/kept", "out/kept-for-ever");
      assertThat(found)
          .allSatisfy(
              publish -> {
                assertThat(publish.isRetain()).isTrue();
                assertThat(publish.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
              });
      assertThat(expiry(found, "out/kept")).isBetween(3000L, 3600L);
      // HiveMQ CE gives a message without one the longest the protocol knows.
      assertThat(expiry(found, "out/kept-for-ever")).isGreaterThan(3600L);
    }
  }

  private static void publish(MqttPublisher publisher, MqttOutgoing message) throws Exception {
    publisher.publish(message).get(90, TimeUnit.SECONDS);
  }

  private static long expiry(List<Mqtt5Publish> publishes, String topic) {
    return publishes.stream()
        .filter(publish -> publish.getTopic().toString().equals(topic))
        .mapToLong(publish -> publish.getMessageExpiryInterval().orElse(Long.MAX_VALUE))
        .findFirst()
        .orElseThrow();
  }

  private static List<Mqtt5Publish> received(TestBroker broker, int count) throws Exception {
    List<Mqtt5Publish> received = new CopyOnWriteArrayList<>();
    var client =
        Mqtt5Client.builder()
            .identifier("foreign")
            .serverHost(broker.connection().host())
            .serverPort(broker.connection().port())
            .buildAsync();
    client.connect().get(90, TimeUnit.SECONDS);
    client
        .subscribeWith()
        .topicFilter("out/#")
        .qos(MqttQos.AT_LEAST_ONCE)
        .callback(received::add)
        .send()
        .get(90, TimeUnit.SECONDS);
    await().atMost(Duration.ofSeconds(90)).until(() -> received.size() >= count);
    client.disconnect().get(90, TimeUnit.SECONDS);
    return received;
  }
}
