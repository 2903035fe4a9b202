package city.pulso.flink.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttMessage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A subscriber to in/# and what it heard. */
final class ReceivedMessages implements Subscriber.Listener, AutoCloseable {
  private final List<String> payloads = new CopyOnWriteArrayList<>();
  private final List<Long> resumedAt = new CopyOnWriteArrayList<>();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final Subscriber subscriber;

  ReceivedMessages(MqttConnectionOptions connection) throws IOException {
    this(connection, 1 << 20);
  }

  ReceivedMessages(MqttConnectionOptions connection, int maximumPacketSize) throws IOException {
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
                    100,
                    maximumPacketSize),
                this);
  }

  Subscriber subscriber() {
    return subscriber;
  }

  List<String> payloads() {
    return payloads;
  }

  /** Where the session was resumed. */
  List<Long> resumedAt() {
    return resumedAt;
  }

  List<String> refusals() {
    return refusals;
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
