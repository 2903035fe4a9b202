package city.pulso.simulator.device;

import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.RegistryEntry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Reads the city that is retained on a broker. */
public final class RegistryFromBroker {
  private static final int DEFAULT_PORT = 1883;
  private static final int MOST_ENTRIES = 1_000_000;
  private static final Duration QUIET = Duration.ofSeconds(1);

  private RegistryFromBroker() {}

  /**
   * Collects the retained entries until none has come for a second.
   *
   * @param broker {@code mqtt://host:port}
   * @param limit longest wait for the first entry
   * @throws IOException if the broker cannot be reached, holds no registry, or holds what is no
   *     entry
   */
  public static List<RegistryEntry> read(URI broker, Duration limit)
      throws IOException, InterruptedException {
    if (!"mqtt".equals(broker.getScheme()) || broker.getHost() == null) {
      throw new IOException("broker: " + broker + " is not accepted; use mqtt://HOST:PORT");
    }
    Mqtt5BlockingClient client =
        Mqtt5Client.builder()
            .identifier("pulso-registry-reader-" + UUID.randomUUID())
            .serverHost(broker.getHost())
            .serverPort(broker.getPort() < 0 ? DEFAULT_PORT : broker.getPort())
            .buildBlocking();
    try {
      var unused = client.connectWith().cleanStart(true).send();
    } catch (RuntimeException e) {
      throw new IOException("cannot reach " + broker + ": " + e.getMessage(), e);
    }
    List<RegistryEntry> entries = new ArrayList<>();
    try (Mqtt5BlockingClient.Mqtt5Publishes incoming =
        client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
      var unused =
          client.subscribeWith().topicFilter(Topics.ALL_REGISTRY).qos(MqttQos.AT_LEAST_ONCE).send();
      Duration patience = limit;
      while (entries.size() < MOST_ENTRIES) {
        Optional<Mqtt5Publish> next = incoming.receive(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next.isEmpty()) {
          break;
        }
        boolean manifest = next.get().getTopic().toString().equals(Topics.REGISTRY_MANIFEST);
        if (next.get().getPayload().isPresent() && !manifest) {
          entries.add(parse(next.get()));
          patience = QUIET;
        }
      }
    } finally {
      client.disconnect();
    }
    if (entries.isEmpty()) {
      throw new IOException(
          broker + " retains no registry under " + Topics.ALL_REGISTRY + "; publish a city first");
    }
    return List.copyOf(entries);
  }

  private static RegistryEntry parse(Mqtt5Publish message) throws IOException {
    try {
      return RegistryEntry.parseFrom(message.getPayloadAsBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(message.getTopic() + " holds no registry entry: " + e.getMessage(), e);
    }
  }
}
