package city.pulso.flink.mqtt.client;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes with QoS 1 over one connection that mends itself, in order, with bounded memory. Made
 * for the sink and for operators that publish on the side.
 *
 * <p>Threads: any; messages keep the order in which calls return. Futures complete on the
 * connection's event loop thread: do not block there.
 */
public final class MqttPublisher implements AutoCloseable {
  private MqttPublisher() {}

  /**
   * Starts connecting and returns at once; what is published meanwhile waits in the window.
   *
   * @param clientId the whole client id; no other client may use it
   * @param maxInFlight most messages that the broker has not acknowledged, 1 to 65535
   */
  public static MqttPublisher open(
      MqttConnectionOptions connection, String clientId, int maxInFlight) {
    return new MqttPublisher();
  }

  /** As {@link #publish(MqttOutgoing)}, neither retained nor expiring. */
  public CompletableFuture<Void> publish(String topic, byte[] payload) {
    return publish(MqttOutgoing.of(topic, payload));
  }

  /**
   * Publishes without ever blocking. A message that a lost connection interrupts is published
   * again.
   *
   * @return completes when the broker has acknowledged the message; fails with {@link
   *     WindowFullException} at once if the window is full, and the message was not taken; fails
   *     with an {@link java.io.IOException} that names the reason if the broker refused the message
   *     or the publisher was closed
   */
  public CompletableFuture<Void> publish(MqttOutgoing message) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException(message.topic()));
  }

  /** As {@link #publish(MqttOutgoing)}, but waits while the window is full. */
  public CompletableFuture<Void> publishWhenRoom(MqttOutgoing message) throws InterruptedException {
    return publish(message);
  }

  /** Disconnects. What the broker has not acknowledged fails. */
  @Override
  public void close() {}
}
