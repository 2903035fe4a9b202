package city.pulso.flink.mqtt.client;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttMessage;
import java.io.IOException;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * Receives what one session is sent and acknowledges it when told to.
 *
 * <p>Deliveries are numbered 1, 2, 3 … as they arrive. A message that is delivered again after a
 * reconnect is a new delivery.
 */
@Internal
public interface Subscriber extends AutoCloseable {

  /** Called on one event loop thread: must not block. */
  interface Listener {
    /**
     * @param guaranteed QoS 1 or 2: the broker keeps the message until it is acknowledged
     */
    void received(long delivery, MqttMessage message, boolean guaranteed);

    /**
     * The session was resumed: all guaranteed deliveries up to this one that are not acknowledged
     * come again.
     */
    void resumed(long lastDelivery);

    /** The end: nobody will try again. */
    void refused(IOException reason);
  }

  /**
   * @param subscriptions Topic Filters to receive
   * @param former Topic Filters the session may still have; those not wanted are unsubscribed
   * @param cleanStart the broker forgets what it has of this session first
   * @param sessionExpirySeconds how long the broker keeps the session while we are away
   * @param endSessionOnClose the session ends when the subscriber is closed
   * @param maximumPacketSize largest packet the broker may send, bytes; it discards larger ones
   */
  record Options(
      MqttConnectionOptions connection,
      String clientId,
      List<String> subscriptions,
      List<String> former,
      boolean cleanStart,
      long sessionExpirySeconds,
      boolean endSessionOnClose,
      int receiveMaximum,
      int maximumPacketSize) {}

  /** Makes subscribers, so that a reader can be tested without a broker. */
  @FunctionalInterface
  interface Factory {
    /**
     * Starts connecting and returns.
     *
     * @throws IOException if the options name files that cannot be used
     */
    Subscriber open(Options options, Listener listener) throws IOException;
  }

  /** The real ones. */
  static Factory overHiveMq() {
    return HiveMqSubscriber::open;
  }

  /** Releases the PUBACKs of all deliveries up to this one, in order [MQTT-4.6.0-2]. */
  void acknowledge(long delivery);

  /** Guaranteed deliveries that are not acknowledged. */
  int unacknowledged();

  boolean connected();

  /**
   * The broker has confirmed the subscriptions, of this or of a resumed session, and has answered
   * that the unwanted former ones are gone.
   */
  boolean subscribed();

  /** Connections made after the first. */
  long reconnects();

  /** Disconnects. What is not acknowledged stays with the broker. */
  @Override
  void close();
}
