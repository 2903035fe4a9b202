package city.pulso.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.RegistryEntry.EntryCase;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import com.google.protobuf.ByteString;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs Debian's {@code mosquitto}. */
class MqttSendersIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Path dir = Path.of("");
  private int port;
  private @Nullable Process broker;

  @BeforeEach
  void start(@TempDir Path fresh) throws Exception {
    dir = fresh;
    Optional<File> binary =
        List.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto").stream()
            .map(File::new)
            .filter(File::canExecute)
            .findFirst();
    Assumptions.assumeTrue(binary.isPresent(), "mosquitto is missing: apt-get install mosquitto");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = dir.resolve("mosquitto.conf");
    Files.writeString(config, "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
    broker = launch(binary.orElseThrow(), config);
  }

  private Process launch(File binary, Path config) throws Exception {
    Process process =
        new ProcessBuilder(binary.getPath(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("mosquitto.log").toFile())
            .start();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              } catch (java.io.IOException e) {
                return false;
              }
            });
    return process;
  }

  @AfterEach
  void stop() throws Exception {
    if (broker != null) {
      broker.destroyForcibly(); // it keeps nothing
      assertThat(broker.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void what_nobody_hears_is_repeated_until_a_gateway_listens() throws Exception {
    try (DeviceSenders senders =
        DeviceSenders.open(SendersConfig.to(Map.of(), URI.create("mqtt://127.0.0.1:" + port)))) {
      for (int i = 1; i <= 3; i++) {
        senders.submit(message("plug-1", i, Encoding.MQTT_TASMOTA));
      }
      senders.submit(message("plug-2", 4, Encoding.MQTT_PROTOBUF));
      await()
          .atMost(LIMIT)
          .until(() -> senders.status().lastTrouble().contains("NO_MATCHING_SUBSCRIBERS"));
      assertThat(senders.oldestUnansweredMs()).hasValue(1);

      List<String> heard = new CopyOnWriteArrayList<>();
      Mqtt5BlockingClient gateway = client();
      gateway
          .toAsync()
          .subscribeWith()
          .topicFilter("local/gw-1/#")
          .qos(MqttQos.AT_LEAST_ONCE)
          .callback(m -> heard.add(m.getTopic() + "=" + new String(m.getPayloadAsBytes())))
          .send()
          .join();
      assertThat(senders.awaitAnswered(LIMIT)).isTrue();
      await().atMost(LIMIT).until(() -> heard.size() == 4);
      assertThat(heard.stream().filter(each -> each.contains("plug-1")))
          .containsExactly(
              "local/gw-1/tele/plug-1/SENSOR=1",
              "local/gw-1/tele/plug-1/SENSOR=2",
              "local/gw-1/tele/plug-1/SENSOR=3");
      assertThat(heard).contains("local/gw-1/pulso/plug-2=4");
      assertThat(senders.status().accepted()).isEqualTo(4);
      gateway.disconnect();
    }
  }

  @Test
  void the_registry_is_read_from_what_the_broker_retains() throws Exception {
    RegistryEntry city =
        RegistryEntry.newBuilder()
            .setCity(City.newBuilder().setId("lima").setTimeZone("America/Lima"))
            .build();
    Mqtt5BlockingClient publisher = client();
    publisher
        .publishWith()
        .topic(Topics.registry(EntryCase.CITY, "lima"))
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .payload(city.toByteArray())
        .send();
    publisher.disconnect();
    assertThat(RegistryFromBroker.read(URI.create("mqtt://127.0.0.1:" + port), LIMIT))
        .containsExactly(city);
  }

  private Mqtt5BlockingClient client() {
    Mqtt5BlockingClient client =
        Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
    var unused = client.connect();
    return client;
  }

  private static DeviceMessage message(String device, long dueMs, Encoding encoding) {
    return new DeviceMessage(
        "gw-1", device, dueMs, encoding, ByteString.copyFromUtf8(String.valueOf(dueMs)), 1);
  }
}
