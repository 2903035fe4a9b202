package city.pulso.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static EmbeddedBroker broker;
  private static Thread.UncaughtExceptionHandler before;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    before = (thread, error) -> {};
    Thread.setDefaultUncaughtExceptionHandler(before);
    int port;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
    broker = EmbeddedBroker.start(directory, port);
  }

  @AfterAll
  static void stop() {
    broker.close();
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  @Test
  void a_client_that_is_away_finds_more_than_the_usual_thousand_messages_when_it_returns() {
    int messages = 3_000;
    Mqtt5BlockingClient away = client("away");
    away.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
    var granted = away.subscribeWith().topicFilter("a/#").qos(MqttQos.AT_LEAST_ONCE).send();
    assertThat(granted.getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_1);
    away.disconnect();

    Mqtt5BlockingClient sender = client("sender");
    sender.connect();
    for (int i = 0; i < messages; i++) {
      sender
          .publishWith()
          .topic("a/" + i)
          .qos(MqttQos.AT_LEAST_ONCE)
          .payload("x".getBytes(UTF_8))
          .send();
    }
    sender.disconnect();

    AtomicInteger received = new AtomicInteger();
    away.toAsync()
        .publishes(
            com.hivemq.client.mqtt.MqttGlobalPublishFilter.ALL, m -> received.incrementAndGet());
    away.connectWith().cleanStart(false).sessionExpiryInterval(0).send();
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(received).hasValue(messages));
    away.disconnect();
    assertThat(broker.dropped()).isZero();
  }

  @Test
  void a_late_subscriber_gets_what_was_retained() throws Exception {
    Mqtt5BlockingClient sender = client("registrar");
    sender.connect();
    sender
        .publishWith()
        .topic("r/1")
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .payload("kept".getBytes(UTF_8))
        .send();
    sender.disconnect();

    Mqtt5BlockingClient late = client("late");
    late.connect();
    try (var messages = late.publishes(com.hivemq.client.mqtt.MqttGlobalPublishFilter.ALL)) {
      late.subscribeWith().topicFilter("r/+").send();
      var message = messages.receive(60, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(message).isPresent();
      assertThat(new String(message.get().getPayloadAsBytes(), UTF_8)).isEqualTo("kept");
      assertThat(message.get().isRetain()).isTrue();
    }
    late.disconnect();
  }

  @Test
  void nobody_reaches_it_from_another_machine() throws Exception {
    Optional<InetAddress> outside =
        Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .findFirst();
    Assumptions.assumeTrue(outside.isPresent(), "this machine has no address but loopback");
    try (Socket socket = new Socket()) {
      assertThatThrownBy(
              () ->
                  socket.connect(
                      new InetSocketAddress(outside.orElseThrow(), broker.port()), 2_000))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void it_leaves_the_handler_for_uncaught_exceptions_alone() {
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
  }

  private static Mqtt5BlockingClient client(String id) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(broker.port())
        .buildBlocking();
  }
}
