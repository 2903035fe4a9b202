package city.pulso.edge.uplink;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.reactivex.disposables.Disposable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one client wants to hear, over losses of the connection and of the session: each filter is
 * asked for once in a session. The library's own resubscription is not used: it keeps every
 * SUBSCRIBE that was not answered and adds them all anew for the next session, so that a broker
 * that hangs up early is sent more of them each time.
 *
 * <p>Threads: any.
 */
public final class Subscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  private final String purpose;
  private final Mqtt5AsyncClient client;
  private final Reconnection reconnection;
  private final boolean acknowledging;
  private final Consumer<Mqtt5Publish> to;
  private final Map<MqttTopicFilter, Mqtt5Subscribe> wanted = new LinkedHashMap<>();
  private Disposable messages;
  private boolean asked;

  /**
   * Listens from now on, before the first connection: what waited in a session comes right behind
   * the CONNACK.
   *
   * @param purpose for the log, for example {@code uplink of lima-01}
   * @param acknowledging whether {@code to} acknowledges each message itself
   * @param to is given every message, on a thread of the library; throws nothing
   */
  public Subscriptions(
      String purpose,
      Mqtt5AsyncClient client,
      Reconnection reconnection,
      boolean acknowledging,
      Consumer<Mqtt5Publish> to) {
    this.purpose = purpose;
    this.client = client;
    this.reconnection = reconnection;
    this.acknowledging = acknowledging;
    this.to = to;
    this.messages = listen();
  }

  /** Asks for a filter now, or with the first connection. */
  public synchronized void add(MqttTopicFilter filter, Mqtt5Subscribe subscribe) {
    wanted.put(filter, subscribe);
    if (asked) {
      ask(filter, subscribe);
    }
  }

  /** No longer asks for it. */
  public synchronized void remove(MqttTopicFilter filter) {
    wanted.remove(filter);
    if (asked) {
      client
          .unsubscribe(Mqtt5Unsubscribe.builder().topicFilter(filter).build())
          .whenComplete((ack, failure) -> told("unsubscribe from " + filter, failure));
    }
  }

  /**
   * To be called at each connection, on the network thread.
   *
   * @param sessionPresent the broker still has the session, with what was asked for in it
   */
  public synchronized void connected(boolean sessionPresent) {
    boolean sessionLost = asked && !sessionPresent;
    boolean ended = messages.isDisposed(); // the library lets go of a session by itself after a day
    if (sessionLost || ended) {
      messages = listen();
    }
    if (sessionLost || ended || !asked) {
      asked = true;
      wanted.forEach(this::ask);
    }
  }

  private Disposable listen() {
    return client
        .toRx()
        .publishes(MqttGlobalPublishFilter.ALL, acknowledging)
        .subscribe(to::accept, end -> LOG.debug("{}: {}", purpose, end.toString()));
  }

  private void ask(MqttTopicFilter filter, Mqtt5Subscribe subscribe) {
    client
        .subscribe(subscribe)
        .whenComplete((ack, failure) -> told("subscribe to " + filter, failure));
  }

  /** What ended with its session is asked for again in the next. */
  private void told(String what, @Nullable Throwable failure) {
    if (failure != null
        && !(failure instanceof MqttSessionExpiredException)
        && !reconnection.stopping()) {
      LOG.error("{}: cannot {}: {}", purpose, what, failure.toString());
    }
  }
}
