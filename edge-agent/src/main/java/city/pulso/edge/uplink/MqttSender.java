package city.pulso.edge.uplink;

import city.pulso.edge.config.BrokerAddress;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An MQTT device of one message: connects, publishes it with QoS 1, waits for the PUBACK. */
public final class MqttSender {
  private MqttSender() {}

  /** Which MQTT. */
  public enum Version {
    /** 3.1.1. */
    V3_1_1,
    /** 5. */
    V5
  }

  /**
   * What the broker answered.
   *
   * @param success the broker has it, and, where it says so (MQTT 5), somebody subscribes to it
   * @param text for people
   */
  public record Answer(boolean success, String text) {}

  /**
   * Publishes one message.
   *
   * @param patience for the connection and for the PUBACK, together
   * @throws IOException saying why there is no connection or no answer, or which file cannot be
   *     used
   */
  public static Answer publish(
      BrokerAddress broker,
      Version version,
      String clientId,
      String topic,
      byte[] payload,
      Duration patience)
      throws IOException {
    MqttClientBuilder client =
        MqttClient.builder()
            .identifier(clientId)
            .serverHost(broker.host())
            .serverPort(broker.port());
    if (broker.tls()) {
      client = client.sslConfig(Credentials.tls(broker.tlsFiles()));
    }
    String username = broker.username();
    byte[] password = username == null ? new byte[0] : Credentials.password(broker.passwordFile());
    CompletableFuture<Answer> answer =
        version == Version.V5
            ? publish5(client.useMqttVersion5().buildAsync(), username, password, topic, payload)
            : publish3(client.useMqttVersion3().buildAsync(), username, password, topic, payload);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException(
          "no answer from " + broker.uri() + " within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(broker.uri() + ": " + why(e.getCause() == null ? e : e.getCause()), e);
    }
  }

  private static String why(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof Mqtt3ConnAckException refused
        ? "the broker refuses the connection (" + refused.getMqttMessage().getReturnCode() + ")"
        : Reason.of(cause);
  }

  private static CompletableFuture<Answer> publish5(
      Mqtt5AsyncClient client,
      @Nullable String username,
      byte[] password,
      String topic,
      byte[] payload) {
    var connect = client.connectWith().cleanStart(true).keepAlive(30);
    if (username != null) {
      connect = connect.simpleAuth().username(username).password(password).applySimpleAuth();
    }
    return connect
        .send()
        .thenCompose(
            ack ->
                client
                    .publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload)
                    .send()
                    .handle((result, failure) -> answer(topic, result, failure)))
        .whenComplete((done, failure) -> client.disconnect().exceptionally(gone -> null));
  }

  private static Answer answer(
      String topic, @Nullable Mqtt5PublishResult result, @Nullable Throwable failure) {
    if (failure instanceof Mqtt5PubAckException refused) {
      return said(topic, refused.getMqttMessage().getReasonCode());
    }
    if (failure != null) {
      throw new CompletionException(failure);
    }
    return result instanceof Mqtt5Qos1Result ack
        ? said(topic, ack.getPubAck().getReasonCode())
        : new Answer(false, "no PUBACK");
  }

  private static Answer said(String topic, Mqtt5PubAckReasonCode code) {
    return switch (code) {
      case SUCCESS -> new Answer(true, "PUBACK SUCCESS");
      case NO_MATCHING_SUBSCRIBERS ->
          new Answer(false, "PUBACK NO_MATCHING_SUBSCRIBERS: nobody subscribes to " + topic);
      default -> new Answer(false, "PUBACK " + code + ": the broker does not take it");
    };
  }

  private static CompletableFuture<Answer> publish3(
      Mqtt3AsyncClient client,
      @Nullable String username,
      byte[] password,
      String topic,
      byte[] payload) {
    var connect = client.connectWith().cleanSession(true).keepAlive(30);
    if (username != null) {
      connect = connect.simpleAuth().username(username).password(password).applySimpleAuth();
    }
    return connect
        .send()
        .thenCompose(
            ack ->
                client
                    .publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload)
                    .send())
        .thenApply(published -> new Answer(true, "PUBACK"))
        .whenComplete((done, failure) -> client.disconnect().exceptionally(gone -> null));
  }
}
