package city.pulso.edge.uplink;

import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.StoredBatch;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.RegistryEntry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends stored batches to the city's broker, oldest first, care data before parking before air, and
 * deletes a batch only when a receipt names it.
 *
 * <p>The MQTT client's own queue is unbounded, so it is never given more than one window of batches
 * that the broker has not acknowledged yet.
 *
 * <p>Threads: any; the lock is never held while waiting for anything.
 */
public final class Uplink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
  private static final long LONGEST_TICK_MS = 1000;

  private final String gateway;
  private final UplinkConfig config;
  private final Spool spool;
  private final RegistryCopy copy;
  private final Consumer<Gateway> registry;
  private final LongSupplier nanoTime;
  private final Mqtt5AsyncClient client;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Map<Domain, StreamWindow> windows = new EnumMap<>(Domain.class);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong resent = new AtomicLong();
  private final AtomicLong receipted = new AtomicLong();
  private final AtomicLong foreign = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private @Nullable ScheduledFuture<?> ticks;
  private long epoch;
  private int unacknowledged;
  private volatile boolean connected;

  /**
   * @param registry is told the gateway's entry whenever the broker sends it
   * @param nanoTime real time, for re-sending
   */
  public Uplink(
      String gateway,
      UplinkConfig config,
      Spool spool,
      RegistryCopy copy,
      Consumer<Gateway> registry,
      LongSupplier nanoTime)
      throws IOException {
    this.gateway = gateway;
    this.config = config;
    this.spool = spool;
    this.copy = copy;
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.client =
        BrokerClients.builder(
                config.broker(), "pulso-agent-" + gateway, "uplink of " + gateway, stopping)
            .addConnectedListener(context -> connected())
            .addDisconnectedListener(context -> disconnected())
            .buildAsync();
    startOver(spool.epoch());
  }

  /** Connects in the background and sends from then on. */
  public void start(ScheduledExecutorService timers) {
    client.publishes(MqttGlobalPublishFilter.ALL, this::received);
    for (String topic :
        List.of(
            Topics.receipt(gateway), Topics.registry(RegistryEntry.EntryCase.GATEWAY, gateway))) {
      client
          .subscribeWith()
          .topicFilter(topic)
          .qos(MqttQos.AT_LEAST_ONCE)
          .send()
          .whenComplete(
              (ack, failure) -> {
                if (failure != null && !stopping.get()) {
                  LOG.error("{}: cannot subscribe to {}: {}", gateway, topic, failure.toString());
                }
              });
    }
    client
        .connect(BrokerClients.persistentSession(64))
        .whenComplete(
            (ack, failure) -> {
              if (failure != null && !stopping.get()) {
                LOG.error("{}: uplink gave up: {}", gateway, failure.toString());
              }
            });
    long tick = Math.max(25, Math.min(LONGEST_TICK_MS, config.resendAfter().toMillis() / 4));
    ticks = timers.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
  }

  /** Sends what there is room for. Called after each commit; cheap when there is nothing to do. */
  public void pump() {
    if (!connected) {
      return;
    }
    for (Domain domain : Spool.DOMAINS) {
      pump(domain);
    }
  }

  public UplinkStatus status() {
    long inFlight;
    synchronized (this) {
      inFlight = windows.values().stream().mapToLong(StreamWindow::inFlight).sum();
    }
    return new UplinkStatus(
        connected, inFlight, sent.get(), resent.get(), receipted.get(), foreign.get(), lost.get());
  }

  @Override
  public void close() {
    stopping.set(true);
    ScheduledFuture<?> running = ticks;
    if (running != null) {
      running.cancel(false);
    }
    connected = false;
    BrokerClients.disconnect(client);
  }

  private void connected() {
    connected = true;
    LOG.info("{}: uplink connected to {}", gateway, config.broker().uri());
    pump();
  }

  private void disconnected() {
    if (connected) {
      connected = false;
      lost.incrementAndGet();
    }
  }

  private void tick() {
    try {
      pump();
      resend();
    } catch (RuntimeException e) {
      LOG.error("{}: uplink tick failed", gateway, e);
    }
  }

  private synchronized void startOver(long newEpoch) {
    epoch = newEpoch;
    for (Domain domain : Spool.DOMAINS) {
      windows.put(domain, new StreamWindow(config.window(), config.resendAfter().toNanos()));
    }
  }

  private void pump(Domain domain) {
    long from;
    int room;
    StreamWindow window;
    synchronized (this) {
      if (spool.epoch() != epoch) {
        startOver(spool.epoch());
      }
      window = window(domain);
      room = Math.min(window.room(), config.window() - unacknowledged);
      from = window.cursor();
      if (room <= 0 || spool.status(domain).nextSequence() <= from + 1) {
        return;
      }
      window.reading(true);
    }
    spool
        .after(domain, from, room)
        .whenComplete((found, failure) -> found(window, domain, found, failure));
  }

  private void found(
      StreamWindow window,
      Domain domain,
      @Nullable List<StoredBatch> found,
      @Nullable Throwable failure) {
    synchronized (this) {
      window.reading(false);
      if (failure != null || found == null || window != window(domain) || !connected) {
        return;
      }
      for (StoredBatch batch : found) {
        window.sent(batch.sequence(), nanoTime.getAsLong());
        unacknowledged++;
      }
    }
    for (StoredBatch batch : found) {
      sent.incrementAndGet();
      publish(window, batch);
    }
  }

  private void publish(StreamWindow window, StoredBatch batch) {
    client
        .publishWith()
        .topic(Topics.telemetry(batch.domain(), gateway))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(batch.bytes().asReadOnlyByteBuffer())
        .send()
        .whenComplete(
            (result, failure) -> {
              synchronized (this) {
                unacknowledged--;
                if (failure == null && nobodyListened(result)) {
                  window.notHeard(batch.sequence(), nanoTime.getAsLong());
                } else {
                  window.handedOver(batch.sequence());
                }
              }
              if (failure == null) {
                pump();
              } else if (!stopping.get()) {
                LOG.debug("{}: batch {} not delivered: {}", gateway, batch.sequence(), failure);
              }
            });
  }

  /** The broker took it and had nobody to give it to: a job that is just starting, for example. */
  private static boolean nobodyListened(Mqtt5PublishResult result) {
    return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result answered
        && answered.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  private void resend() {
    if (!connected) {
      return;
    }
    for (Domain domain : Spool.DOMAINS) {
      StreamWindow window;
      List<Long> overdue;
      synchronized (this) {
        window = window(domain);
        overdue = window.overdue(nanoTime.getAsLong());
        overdue =
            overdue.subList(
                0, Math.max(0, Math.min(overdue.size(), config.window() - unacknowledged)));
        for (long sequence : overdue) {
          window.sent(sequence, nanoTime.getAsLong());
          unacknowledged++;
        }
      }
      for (long sequence : overdue) {
        spool
            .batch(domain, sequence)
            .whenComplete((found, failure) -> resend(window, sequence, found));
      }
    }
  }

  private void resend(StreamWindow window, long sequence, @Nullable List<StoredBatch> found) {
    if (found == null || found.isEmpty()) {
      synchronized (this) {
        unacknowledged--;
        if (found == null) {
          window.handedOver(sequence); // the disk did not answer: it stays due
        } else {
          window.gone(sequence);
        }
      }
      return;
    }
    resent.incrementAndGet();
    publish(window, found.get(0));
  }

  private void received(Mqtt5Publish publish) {
    String topic = publish.getTopic().toString();
    try {
      if (topic.equals(Topics.receipt(gateway))) {
        receipt(Receipt.parseFrom(publish.getPayloadAsBytes()));
      } else if (publish.getPayload().isEmpty()) {
        take(Gateway.newBuilder().setId(gateway).build());
      } else {
        RegistryEntry entry = RegistryEntry.parseFrom(publish.getPayloadAsBytes());
        if (entry.hasGateway() && entry.getGateway().getId().equals(gateway)) {
          take(entry.getGateway());
        } else {
          LOG.warn("{}: the entry on {} is another's; ignored", gateway, topic);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      foreign.incrementAndGet();
      LOG.warn("{}: a message on {} cannot be read: {}", gateway, topic, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: a message on {} failed", gateway, topic, e);
    }
  }

  private void take(Gateway entry) {
    copy.save(entry);
    registry.accept(entry);
    LOG.info("{}: registry entry names {} devices", gateway, entry.getDevicesCount());
  }

  private void receipt(Receipt receipt) {
    Domain domain = receipt.getDomain();
    StreamWindow window;
    synchronized (this) {
      window = windows.get(domain);
      if (window == null || receipt.getEpoch() != epoch || !receipt.getGateway().equals(gateway)) {
        foreign.incrementAndGet();
        return;
      }
    }
    spool
        .delete(domain, receipt.getRangesList())
        .whenComplete(
            (deleted, failure) -> {
              if (failure != null) {
                LOG.warn("{}: a receipt could not be carried out: {}", gateway, failure.toString());
                return;
              }
              receipted.addAndGet(deleted);
              synchronized (this) {
                window.receipted(receipt.getRangesList());
              }
              pump();
            });
  }

  private StreamWindow window(Domain domain) {
    StreamWindow window = windows.get(domain);
    if (window == null) {
      throw new IllegalArgumentException("no stream for " + domain);
    }
    return window;
  }
}
