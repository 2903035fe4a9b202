package city.pulso.flink.mqtt.client;

import city.pulso.flink.mqtt.MqttMessage;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.reactivex.disposables.Disposable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber over the HiveMQ client.
 *
 * <p>When the connection is lost, everything unacknowledged is given back to the client at once: no
 * PUBACK can leave any more, and the client counts what it holds against Receive Maximum, which the
 * redelivered messages need.
 */
final class HiveMqSubscriber implements Subscriber, Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(HiveMqSubscriber.class);

  private record Unacknowledged(long delivery, Mqtt5Publish publish) {}

  private final Options options;
  private final Listener listener;
  private final Connection connection;
  private final Mqtt5Subscribe subscribe;
  private final Disposable publishes;

  private final ArrayDeque<Unacknowledged> unacknowledged = new ArrayDeque<>();
  private long deliveries; // event loop only
  private boolean subscribing; // event loop only
  private int unconfirmed; // event loop only: SUBACK and UNSUBACKs that are to come
  private volatile boolean subscribed;
  private volatile boolean closed;

  private HiveMqSubscriber(Options options, Listener listener) throws IOException {
    this.options = options;
    this.listener = listener;
    this.connection =
        new Connection(
            options.connection(),
            options.clientId(),
            new Connection.Session(
                options.cleanStart(),
                options.sessionExpirySeconds(),
                options.receiveMaximum(),
                options.maximumPacketSize()),
            new Backoff(
                Duration.ofMillis(200), Duration.ofSeconds(10), RandomGenerator.getDefault()),
            this);
    this.subscribe = subscribe(options.subscriptions());
    // Before connecting: a resumed session delivers at once.
    this.publishes =
        connection
            .client()
            .toRx()
            .publishes(MqttGlobalPublishFilter.ALL, true)
            .subscribe(this::received, this::ended);
  }

  static Subscriber open(Options options, Listener listener) throws IOException {
    var subscriber = new HiveMqSubscriber(options, listener);
    try {
      subscriber.connection.open();
    } catch (IOException e) {
      subscriber.publishes.dispose();
      throw e;
    }
    return subscriber;
  }

  @Override
  public void acknowledge(long delivery) {
    for (var next = pollUpTo(delivery); next != null; next = pollUpTo(delivery)) {
      next.publish().acknowledge();
    }
  }

  @Override
  public int unacknowledged() {
    synchronized (unacknowledged) {
      return unacknowledged.size();
    }
  }

  @Override
  public boolean connected() {
    return connection.connected();
  }

  @Override
  public boolean subscribed() {
    return subscribed;
  }

  @Override
  public long reconnects() {
    return connection.reconnects();
  }

  @Override
  public void close() {
    closed = true;
    connection.close(options.endSessionOnClose());
    publishes.dispose();
  }

  @Override
  public void connected(boolean sessionPresent) {
    if (sessionPresent) {
      listener.resumed(deliveries);
    }
    if (!subscribing) {
      List<String> unwanted =
          options.former().stream().filter(f -> !options.subscriptions().contains(f)).toList();
      unconfirmed = 1 + unwanted.size();
      subscribe();
      unwanted.forEach(this::unsubscribe);
    }
  }

  @Override
  public void disconnected() {
    acknowledge(Long.MAX_VALUE);
  }

  @Override
  public void refused(MqttRefusedException reason) {
    listener.refused(reason);
  }

  private void received(Mqtt5Publish publish) {
    long delivery = ++deliveries;
    boolean guaranteed = publish.getQos() != MqttQos.AT_MOST_ONCE;
    if (guaranteed) {
      synchronized (unacknowledged) {
        unacknowledged.add(new Unacknowledged(delivery, publish));
      }
    }
    var message =
        new MqttMessage(
            publish.getTopic().toString(), publish.getPayloadAsBytes(), publish.isRetain());
    listener.received(delivery, message, guaranteed);
  }

  private void ended(Throwable error) {
    if (!closed) {
      listener.refused(new MqttRefusedException(connection + ": the session ended", error));
    }
  }

  private @Nullable Unacknowledged pollUpTo(long delivery) {
    synchronized (unacknowledged) {
      var oldest = unacknowledged.peek();
      return oldest != null && oldest.delivery() <= delivery ? unacknowledged.poll() : null;
    }
  }

  private static Mqtt5Subscribe subscribe(List<String> topicFilters) {
    return Mqtt5Subscribe.builder()
        .addSubscriptions(
            topicFilters.stream()
                .map(
                    filter ->
                        Mqtt5Subscription.builder()
                            .topicFilter(filter)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                            .build())
                .toList())
        .build();
  }

  private void subscribe() {
    subscribing = true; // from now on the client itself renews it whenever the broker lost it
    var unused =
        connection
            .client()
            .subscribe(subscribe)
            .whenComplete(
                (subAck, error) -> {
                  if (error instanceof Mqtt5SubAckException refused) {
                    listener.refused(refusedSubscription(refused));
                  } else if (error != null && !closed) {
                    LOG.warn("{}: subscribes again: {}", connection, error.getMessage());
                    subscribing = false;
                  } else if (error == null) {
                    confirmed();
                  }
                });
  }

  private MqttRefusedException refusedSubscription(Mqtt5SubAckException refused) {
    return new MqttRefusedException(
        connection
            + ": the broker refused "
            + options.subscriptions()
            + " "
            + refused.getMqttMessage().getReasonCodes()
            + "; look at topicFilter, sharedGroup and the user's rights",
        refused);
  }

  private void unsubscribe(String filter) {
    LOG.info("{}: unsubscribes from {}", connection, filter);
    var unused =
        connection
            .client()
            .unsubscribe(Mqtt5Unsubscribe.builder().topicFilter(filter).build())
            .whenComplete(
                (unsubAck, error) -> {
                  if (error != null) {
                    LOG.warn("{}: could not unsubscribe from {}", connection, filter, error);
                  }
                  confirmed();
                });
  }

  private void confirmed() {
    unconfirmed--;
    subscribed = subscribed || unconfirmed == 0;
  }
}
