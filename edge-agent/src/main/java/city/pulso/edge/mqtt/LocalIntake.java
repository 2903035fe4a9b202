package city.pulso.edge.mqtt;

import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.Refusal;
import city.pulso.edge.uplink.Backoff;
import city.pulso.edge.uplink.BrokerClients;
import city.pulso.edge.uplink.Reconnection;
import city.pulso.edge.uplink.Subscriptions;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes device messages from a local broker. A PUBACK goes out only after the spool is synced, or
 * when the message is refused for good; while the disk is full or failing the message is held back,
 * at most {@value #RECEIVE_MAXIMUM} of them, and tried again.
 *
 * <p>A retained message is old news: it is not taken for a report.
 */
public final class LocalIntake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalIntake.class);
  private static final int RECEIVE_MAXIMUM = 512;
  private static final long RETRY_MS = 2000;

  private final String gateway;
  private volatile LocalBrokerConfig config;
  private final Intake intake;
  private final ScheduledExecutorService timers;
  private final Mqtt5AsyncClient client;
  private final Reconnection reconnection;
  private final Subscriptions subscriptions;
  private volatile Map<MqttTopicFilter, TopicMapping> mappings;
  private volatile boolean connected;

  private LocalIntake(
      String gateway, LocalBrokerConfig config, Intake intake, ScheduledExecutorService timers)
      throws IOException {
    this.gateway = gateway;
    this.config = config;
    this.intake = intake;
    this.timers = timers;
    this.mappings = mappings(config);
    this.reconnection =
        new Reconnection(
            "local broker of " + gateway,
            config.broker(),
            Backoff.usual(),
            () -> BrokerClients.persistentSession(config.broker(), RECEIVE_MAXIMUM).build());
    this.client =
        BrokerClients.client(
            "pulso-intake-" + gateway, reconnection, this::connected, () -> connected = false);
    this.subscriptions =
        new Subscriptions("local broker of " + gateway, client, reconnection, true, this::received);
  }

  /** Subscribes and connects in the background. */
  public static LocalIntake start(
      String gateway, LocalBrokerConfig config, Intake intake, ScheduledExecutorService timers)
      throws IOException {
    // Before there is anything to close: a password file that cannot be read is told now.
    Mqtt5Connect hello = BrokerClients.persistentSession(config.broker(), RECEIVE_MAXIMUM).build();
    LocalIntake local = new LocalIntake(gateway, config, intake, timers);
    local.start(hello);
    return local;
  }

  /**
   * Other topics and sizes from now on; the connection and its session stay.
   *
   * @param next with the same broker
   */
  public synchronized void reconfigure(LocalBrokerConfig next) {
    Map<MqttTopicFilter, TopicMapping> before = mappings;
    Map<MqttTopicFilter, TopicMapping> after = mappings(next);
    config = next;
    mappings = after;
    after.keySet().stream().filter(filter -> !before.containsKey(filter)).forEach(this::subscribe);
    before.keySet().stream()
        .filter(filter -> !after.containsKey(filter))
        .forEach(subscriptions::remove);
  }

  private static Map<MqttTopicFilter, TopicMapping> mappings(LocalBrokerConfig config) {
    Map<MqttTopicFilter, TopicMapping> mappings = new LinkedHashMap<>();
    for (TopicMapping mapping : config.topics()) {
      mappings.put(MqttTopicFilter.of(mapping.filter()), mapping);
    }
    return mappings;
  }

  /** Whether the local broker is connected now. */
  public boolean connected() {
    return connected;
  }

  /** Why it is not; empty when it is. */
  public String problem() {
    return reconnection.problem();
  }

  @Override
  public void close() {
    reconnection.stop();
    BrokerClients.close(client);
  }

  private void start(Mqtt5Connect hello) {
    mappings.keySet().forEach(this::subscribe);
    client
        .connect(hello)
        .whenComplete(
            (ack, failure) -> {
              if (failure != null && !reconnection.stopping()) {
                LOG.error(
                    "{}: cannot connect to {}: {}",
                    gateway,
                    config.broker().uri(),
                    failure.toString());
              }
            });
  }

  private void connected(boolean sessionPresent) {
    subscriptions.connected(sessionPresent);
    connected = true;
  }

  private void subscribe(MqttTopicFilter filter) {
    subscriptions.add(
        filter,
        Mqtt5Subscribe.builder()
            .addSubscription()
            .topicFilter(filter)
            .qos(MqttQos.AT_LEAST_ONCE)
            .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
            .applySubscription()
            .build());
  }

  private void received(Mqtt5Publish publish) {
    String topic = publish.getTopic().toString();
    try {
      TopicMapping mapping = mapping(publish);
      if (mapping == null) {
        refuse(publish, Refusal.Reason.UNMAPPED_TOPIC, "no topic mapping names it", topic);
      } else if (publish.isRetain()) {
        refuse(publish, Refusal.Reason.RETAINED, "a retained message is no report", topic);
      } else if (publish.getPayloadAsBytes().length > config.maxPayload()) {
        refuse(
            publish,
            Refusal.Reason.TOO_LARGE,
            publish.getPayloadAsBytes().length
                + " bytes; at most "
                + config.maxPayload()
                + " are accepted",
            topic);
      } else {
        offer(publish, mapping, topic);
      }
    } catch (RuntimeException e) {
      LOG.error("{}: a message on {} failed", gateway, topic, e);
      publish.acknowledge();
    }
  }

  private @Nullable TopicMapping mapping(Mqtt5Publish publish) {
    for (Map.Entry<MqttTopicFilter, TopicMapping> entry : mappings.entrySet()) {
      if (entry.getKey().matches(publish.getTopic())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private void offer(Mqtt5Publish publish, TopicMapping mapping, String topic) {
    List<String> levels = publish.getTopic().getLevels();
    int level = mapping.deviceLevel();
    String device = level > 0 && level <= levels.size() ? levels.get(level - 1) : null;
    intake
        .offer(mapping.format(), publish.getPayloadAsBytes(), new Speaker.Topic(topic, device))
        .whenComplete(
            (count, failure) -> {
              if (failure != null && worthRetrying(failure) && !reconnection.stopping()) {
                timers.schedule(
                    () -> offer(publish, mapping, topic), RETRY_MS, TimeUnit.MILLISECONDS);
              } else if (!reconnection.stopping() || failure == null) {
                publish.acknowledge();
              }
            });
  }

  private static boolean worthRetrying(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Refusal refusal
        && (refusal.reason() == Refusal.Reason.FULL
            || refusal.reason() == Refusal.Reason.NOT_STORED);
  }

  private void refuse(Mqtt5Publish publish, Refusal.Reason reason, String why, String topic) {
    LOG.debug("{}", intake.refuse(reason, why, topic).getMessage());
    publish.acknowledge();
  }
}
