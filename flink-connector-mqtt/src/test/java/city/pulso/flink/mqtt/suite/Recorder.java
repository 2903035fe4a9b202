package city.pulso.flink.mqtt.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.client.Subscriber;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A session that keeps what it receives and acknowledges it at once. */
final class Recorder implements Subscriber.Listener, AutoCloseable {
  private final List<String> payloads = new CopyOnWriteArrayList<>();
  private final Subscriber subscriber;

  private Recorder(MqttConnectionOptions connection, String clientId, String subscription)
      throws IOException {
    this.subscriber =
        Subscriber.overHiveMq()
            .open(
                new Subscriber.Options(
                    connection,
                    clientId,
                    List.of(subscription),
                    List.of(),
                    false,
                    3600,
                    false,
                    1000,
                    1 << 20),
                this);
  }

  /** Returns once the broker has confirmed the subscription. */
  static Recorder open(MqttConnectionOptions connection, String clientId, String subscription) {
    try {
      var recorder = new Recorder(connection, clientId, subscription);
      Awaitility.await(clientId + " is subscribed")
          .atMost(Duration.ofSeconds(90))
          .until(recorder.subscriber::subscribed);
      return recorder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All payloads so far, as text. */
  List<String> payloads() {
    return payloads;
  }

  @Override
  public void received(long delivery, MqttMessage message, boolean guaranteed) {
    payloads.add(new String(message.payload(), UTF_8));
    // On the event loop: the subscriber may still be in its constructor for the first message.
    Subscriber open = subscriber;
    if (open != null) {
      open.acknowledge(delivery);
    }
  }

  @Override
  public void resumed(long lastDelivery) {}

  @Override
  public void refused(IOException reason) {
    throw new IllegalStateException(reason);
  }

  @Override
  public void close() {
    subscriber.close();
  }
}
