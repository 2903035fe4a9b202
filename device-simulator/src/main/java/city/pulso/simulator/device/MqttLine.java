package city.pulso.simulator.device;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The MQTT side of a fleet: one connection to a broker, MQTT 5 or 3.1.1. Threads: any. */
final class MqttLine implements AutoCloseable {
  private static final int MQTT_PORT = 1883;
  private static final int MQTTS_PORT = 8883;
  private static final long CONNECT_S = 10;
  private static final int KEEP_ALIVE_S = 30;

  private final @Nullable Mqtt5AsyncClient five;
  private final @Nullable Mqtt3AsyncClient three;

  /**
   * Connects.
   *
   * @throws IOException when a file cannot be used, or saying why there is no connection
   */
  MqttLine(FleetWays.Broker broker) throws IOException {
    String id = "pulso-fleet-" + UUID.randomUUID();
    boolean secure = "mqtts".equals(broker.uri().getScheme());
    int given = broker.uri().getPort();
    int port = given >= 0 ? given : secure ? MQTTS_PORT : MQTT_PORT;
    MqttClientSslConfig tls =
        secure
            ? MqttClientSslConfig.builder()
                .trustManagerFactory(broker.tls().trusting())
                .keyManagerFactory(broker.tls().showing())
                .build()
            : null;
    String host = broker.uri().getHost();
    if (broker.version5()) {
      Mqtt5ClientBuilder builder =
          Mqtt5Client.builder().identifier(id).serverHost(host).serverPort(port);
      this.five = (tls == null ? builder : builder.sslConfig(tls)).buildAsync();
      this.three = null;
      await(broker, connect(five, broker));
    } else {
      Mqtt3ClientBuilder builder =
          Mqtt3Client.builder().identifier(id).serverHost(host).serverPort(port);
      this.three = (tls == null ? builder : builder.sslConfig(tls)).buildAsync();
      this.five = null;
      await(broker, connect(three, broker));
    }
  }

  private static CompletableFuture<?> connect(Mqtt5AsyncClient client, FleetWays.Broker broker)
      throws IOException {
    var connect = client.connectWith().cleanStart(true).keepAlive(KEEP_ALIVE_S);
    String username = broker.username();
    if (username != null) {
      connect =
          connect.simpleAuth().username(username).password(password(broker)).applySimpleAuth();
    }
    return connect.send();
  }

  private static CompletableFuture<?> connect(Mqtt3AsyncClient client, FleetWays.Broker broker)
      throws IOException {
    var connect = client.connectWith().cleanSession(true).keepAlive(KEEP_ALIVE_S);
    String username = broker.username();
    if (username != null) {
      connect =
          connect.simpleAuth().username(username).password(password(broker)).applySimpleAuth();
    }
    return connect.send();
  }

  private static byte[] password(FleetWays.Broker broker) throws IOException {
    if (broker.passwordFile() == null) {
      return new byte[0];
    }
    String text = new String(Secrets.read(broker.passwordFile()), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("").getBytes(StandardCharsets.UTF_8);
  }

  private static void await(FleetWays.Broker broker, CompletableFuture<?> connected)
      throws IOException {
    try {
      connected.get(CONNECT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(broker.uri() + ": " + why(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException(broker.uri() + " did not answer within " + CONNECT_S + " s", e);
    }
  }

  private static String why(@Nullable Throwable failure) {
    if (failure instanceof Mqtt5ConnAckException refused) {
      return "the broker refuses the connection (" + refused.getMqttMessage().getReasonCode() + ")";
    }
    if (failure instanceof Mqtt3ConnAckException refused) {
      return "the broker refuses the connection (" + refused.getMqttMessage().getReturnCode() + ")";
    }
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause);
  }

  /** Publishes with QoS 1. */
  void publish(FleetMessage message, Once once) {
    if (five != null) {
      publish(five, message, once);
    } else if (three != null) {
      var unused =
          three
              .publishWith()
              .topic(message.topic())
              .qos(MqttQos.AT_LEAST_ONCE)
              .payload(message.payload().asReadOnlyByteBuffer())
              .send()
              .whenComplete(
                  (result, failure) ->
                      once.tell(
                          failure == null
                              ? "PUBACK SUCCESS"
                              : "not sent: " + failure.getMessage()));
    }
  }

  private static void publish(Mqtt5AsyncClient client, FleetMessage message, Once once) {
    var unused =
        client
            .publishWith()
            .topic(message.topic())
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(message.payload().asReadOnlyByteBuffer())
            .send()
            .whenComplete(
                (result, failure) -> {
                  if (failure instanceof Mqtt5PubAckException refused) {
                    once.tell("PUBACK " + refused.getMqttMessage().getReasonCode());
                  } else if (failure != null) {
                    once.tell("not sent: " + failure.getMessage());
                  } else {
                    once.tell(
                        result instanceof Mqtt5Qos1Result ack
                            ? "PUBACK " + ack.getPubAck().getReasonCode()
                            : FleetRadio.NO_ANSWER);
                  }
                });
  }

  @Override
  public void close() {
    if (five != null) {
      var unused = five.disconnect().exceptionally(notConnected -> null);
    }
    if (three != null) {
      var unused = three.disconnect().exceptionally(notConnected -> null);
    }
  }
}
