package city.pulso.simulator.device;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientAutoReconnect;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * QoS 1 publications to the gateways' local broker over a few connections, reconnecting for ever.
 *
 * <p>A PUBACK with "no matching subscribers" (0x10) means that no gateway heard it: the attempt
 * counts as failed and is repeated.
 */
final class MqttTransport implements Transport {
  private static final int DEFAULT_PORT = 1883;
  private final List<Mqtt5AsyncClient> connections = new ArrayList<>();

  /**
   * @param broker {@code mqtt://host:port}
   * @param connectionCount TCP connections to open
   */
  MqttTransport(URI broker, int connectionCount) {
    for (int i = 0; i < connectionCount; i++) {
      Mqtt5AsyncClient connection =
          Mqtt5Client.builder()
              .identifier("pulso-devices-" + UUID.randomUUID())
              .serverHost(broker.getHost())
              .serverPort(broker.getPort() < 0 ? DEFAULT_PORT : broker.getPort())
              .automaticReconnect(
                  MqttClientAutoReconnect.builder()
                      .initialDelay(200, TimeUnit.MILLISECONDS)
                      .maxDelay(5, TimeUnit.SECONDS)
                      .build())
              .buildAsync();
      connections.add(connection);
      // Reconnects by itself, the first time too; until then every attempt to send fails.
      var unused = connection.connectWith().cleanStart(true).keepAlive(30).send();
    }
  }

  @Override
  public void send(DeviceMessage message, Consumer<Answer> answered) {
    AtomicBoolean done = new AtomicBoolean();
    Consumer<Answer> once =
        answer -> {
          if (done.compareAndSet(false, true)) {
            answered.accept(answer);
          }
        };
    try {
      var unused =
          connections
              .get(Math.floorMod(message.device().hashCode(), connections.size()))
              .publishWith()
              .topic(message.topic())
              .qos(MqttQos.AT_LEAST_ONCE)
              .payload(message.payload().asReadOnlyByteBuffer())
              .send()
              .whenComplete(
                  (result, error) -> once.accept(error == null ? read(result) : readError(error)));
    } catch (RuntimeException e) {
      once.accept(new Answer.Failed(String.valueOf(e.getMessage())));
    }
  }

  private static Answer read(Mqtt5PublishResult result) {
    if (result.getError().isPresent()) {
      return readError(result.getError().get());
    }
    if (result instanceof Mqtt5Qos1Result qos1) {
      return read(qos1.getPubAck().getReasonCode());
    }
    return new Answer.Failed("not acknowledged");
  }

  private static Answer readError(Throwable error) {
    if (error instanceof Mqtt5PubAckException refused) {
      return read(refused.getMqttMessage().getReasonCode());
    }
    return new Answer.Failed(String.valueOf(error.getMessage()));
  }

  private static Answer read(Mqtt5PubAckReasonCode code) {
    return switch (code) {
      case SUCCESS -> new Answer.Accepted();
      case NOT_AUTHORIZED, TOPIC_NAME_INVALID, PAYLOAD_FORMAT_INVALID ->
          new Answer.Refused("PUBACK " + code);
      default -> new Answer.Failed("PUBACK " + code);
    };
  }

  @Override
  public void close() {
    for (Mqtt5AsyncClient connection : connections) {
      var unused = connection.disconnect().exceptionally(notConnected -> null);
    }
  }
}
