package city.pulso.edge;

import static org.awaitility.Awaitility.await;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.uplink.UplinkConfig;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.RegistryEntry;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What the agent's tests have in common: one gateway, one device of each domain, the city's side.
 */
public final class AgentFixture {
  public static final String GATEWAY = "lima-01";
  public static final String AIR = "urn:dev:mac:0024befffe80a001";
  public static final String BAY = "bay-12";
  public static final String PLUG = "plug_k17";

  private AgentFixture() {}

  public static Gateway entry() {
    return Gateway.newBuilder()
        .setId(GATEWAY)
        .setDistrict("lima")
        .addDevices(device(AIR, Domain.AIR, "air-module"))
        .addDevices(device(BAY, Domain.PARKING, "bay-sensor"))
        .addDevices(device(PLUG, Domain.HOMES, "smart-plug"))
        .build();
  }

  private static Device device(String id, Domain domain, String kind) {
    return Device.newBuilder().setId(id).setDomain(domain).setKind(kind).build();
  }

  /** The registry copy an earlier run would have left. */
  public static void leaveRegistryCopy(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("registry.pb"), entry().toByteArray());
  }

  /** An agent whose broker is not there. */
  public static EdgeAgentConfig offline(Path directory) {
    return config(directory, "mqtt://127.0.0.1:9");
  }

  public static EdgeAgentConfig config(Path directory, String broker) {
    return EdgeAgentConfig.of(
        GATEWAY, directory, new UplinkConfig(BrokerAddress.of(broker), 16, Duration.ofMillis(500)));
  }

  /** The city: a plain client that publishes the registry and reads batches. */
  public static final class City implements AutoCloseable {
    final BlockingQueue<Mqtt5Publish> batches = new LinkedBlockingQueue<>();
    private final Mqtt5BlockingClient client;

    City(int port) {
      client =
          MqttClient.builder()
              .useMqttVersion5()
              .identifier("city-" + port)
              .serverHost("127.0.0.1")
              .serverPort(port)
              .buildBlocking();
      client.connect();
      client
          .toAsync()
          .subscribeWith()
          .topicFilter("pulso/v1/telemetry/+/+")
          .qos(MqttQos.AT_LEAST_ONCE)
          .callback(batches::add)
          .send()
          .join();
    }

    void publishRegistry() {
      publish(
          Topics.registry(RegistryEntry.EntryCase.GATEWAY, GATEWAY),
          RegistryEntry.newBuilder().setGateway(entry()).build().toByteArray(),
          true);
    }

    void publish(String topic, byte[] payload, boolean retain) {
      published(topic, payload, retain);
    }

    /** As a device does, once: right after a start the agent's subscription may not stand yet. */
    void publishOnceHeard(String topic, byte[] payload) {
      await("somebody subscribes to " + topic)
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  published(topic, payload, false) instanceof Mqtt5Qos1Result answered
                      && answered.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS);
    }

    /** What the broker says once it has it; when nobody subscribes to it, that. */
    private Mqtt5PublishResult published(String topic, byte[] payload, boolean retain) {
      return client
          .publishWith()
          .topic(topic)
          .qos(MqttQos.AT_LEAST_ONCE)
          .retain(retain)
          .payload(payload)
          .send();
    }

    @Override
    public void close() {
      client.disconnect();
    }
  }

  static List<String> senmlArguments() {
    return List.of("-m", "post", "-t", "110", "-e");
  }
}
