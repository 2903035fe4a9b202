package city.pulso.edge.uplink;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.AgentPresence;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.RegistryEntry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the city's broker: MQTT 5, QoS 1, one session that outlives connections. Retains what
 * the agent says of itself under {@link Topics#status}; the last will says it in its name, {@value
 * #WILL_DELAY_S} s after the connection broke, so a short loss is not told.
 */
public final class MqttLink implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);
  private static final int RECEIVE_MAXIMUM = 64;
  private static final int WILL_DELAY_S = 5;
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace().preservingProtoFieldNames();

  private final String gateway;
  private final String version;
  private final BrokerAddress broker;
  private final Clock clock;
  private final Reconnection reconnection;
  private final Mqtt5AsyncClient client;
  private final Subscriptions subscriptions;
  private final Set<String> followed = ConcurrentHashMap.newKeySet();
  private volatile Events events = new Nobody();
  private volatile boolean connected;

  /**
   * @param version of the agent, as the status names it
   * @param clock stamps the status
   * @throws IOException when a file that TLS needs cannot be used
   */
  public MqttLink(
      String gateway, String version, BrokerAddress broker, Clock clock, Backoff backoff)
      throws IOException {
    this.gateway = gateway;
    this.version = version;
    this.broker = broker;
    this.clock = clock;
    this.reconnection = new Reconnection("uplink of " + gateway, broker, backoff, this::hello);
    hello(); // a password file that cannot be read is told now, not in the background
    this.client =
        BrokerClients.client(
            "pulso-agent-" + gateway, reconnection, this::connected, this::disconnected);
    this.subscriptions =
        new Subscriptions("uplink of " + gateway, client, reconnection, false, this::received);
  }

  @Override
  public void start(Events to) {
    events = to;
    follow(gateway);
    try {
      client
          .connect(hello())
          .whenComplete(
              (ack, failure) -> {
                if (failure != null && !reconnection.stopping()) {
                  LOG.error("{}: uplink gave up: {}", gateway, failure.toString());
                }
              });
    } catch (IOException e) {
      LOG.error("{}: uplink gave up: {}", gateway, e.getMessage());
    }
  }

  @Override
  public void follow(String other) {
    if (!followed.add(other)) {
      return;
    }
    for (String topic :
        List.of(Topics.receipt(other), Topics.registry(RegistryEntry.EntryCase.GATEWAY, other))) {
      subscriptions.add(
          MqttTopicFilter.of(topic),
          Mqtt5Subscribe.builder().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).build());
    }
  }

  @Override
  public CompletableFuture<Delivery> send(Parcel parcel) {
    return client
        .publishWith()
        .topic(Topics.telemetry(parcel.domain(), parcel.gateway()))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(parcel.bytes().asReadOnlyByteBuffer())
        .send()
        .thenApply(result -> nobodyListened(result) ? Delivery.NOT_HEARD : Delivery.TAKEN);
  }

  @Override
  public String destination() {
    return broker.uri().toString();
  }

  @Override
  public String problem() {
    return connected ? "" : reconnection.problem();
  }

  @Override
  public void close() {
    reconnection.stop();
    if (connected) {
      try {
        say("stopped").get(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.debug("{}: no goodbye: {}", gateway, e.toString());
      }
    }
    connected = false;
    BrokerClients.close(client);
  }

  /** The broker took it and had nobody to give it to: a job that is just starting, for example. */
  private static boolean nobodyListened(Mqtt5PublishResult result) {
    return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result answered
        && answered.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  private Mqtt5Connect hello() throws IOException {
    return BrokerClients.persistentSession(broker, RECEIVE_MAXIMUM)
        .willPublish()
        .topic(Topics.status(gateway))
        .payload(presence("lost"))
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .delayInterval(WILL_DELAY_S)
        .applyWillPublish()
        .build();
  }

  private void connected(boolean sessionPresent) {
    connected = true;
    subscriptions.connected(sessionPresent);
    say("online")
        .whenComplete(
            (result, failure) -> {
              if (failure != null && !reconnection.stopping()) {
                LOG.debug("{}: the status was not told: {}", gateway, failure.toString());
              }
            });
    events.connected();
  }

  private void disconnected() {
    connected = false;
    events.disconnected();
  }

  private CompletableFuture<Mqtt5PublishResult> say(String state) {
    return client
        .publishWith()
        .topic(Topics.status(gateway))
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .payload(presence(state))
        .send();
  }

  private byte[] presence(String state) {
    AgentPresence presence =
        AgentPresence.newBuilder()
            .setGateway(gateway)
            .setState(state)
            .setSinceMs(clock.millis())
            .setAgentVersion(version)
            .build();
    try {
      return JSON.print(presence).getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a status of plain fields has a JSON form", e);
    }
  }

  private void received(Mqtt5Publish publish) {
    String topic = publish.getTopic().toString();
    String about = topic.substring(topic.lastIndexOf('/') + 1);
    try {
      if (topic.equals(Topics.receipt(about))) {
        events.receipt(Receipt.parseFrom(publish.getPayloadAsBytes()));
      } else if (publish.getPayload().isEmpty()) {
        events.entry(Gateway.newBuilder().setId(about).build());
      } else {
        RegistryEntry entry = RegistryEntry.parseFrom(publish.getPayloadAsBytes());
        if (entry.hasGateway() && entry.getGateway().getId().equals(about)) {
          events.entry(entry.getGateway());
        } else {
          events.unreadable("the entry on " + topic + " is another's");
        }
      }
    } catch (InvalidProtocolBufferException e) {
      events.unreadable("a message on " + topic + ": " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: a message on {} failed", gateway, topic, e);
    }
  }

  /** Before anybody listens. */
  private static final class Nobody implements Events {
    @Override
    public void connected() {}

    @Override
    public void disconnected() {}

    @Override
    public void receipt(Receipt receipt) {}

    @Override
    public void entry(Gateway entry) {}

    @Override
    public void unreadable(String what) {}
  }
}
