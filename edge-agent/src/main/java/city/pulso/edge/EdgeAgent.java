package city.pulso.edge;

import city.pulso.edge.coap.CoapIngress;
import city.pulso.edge.coap.CoapLink;
import city.pulso.edge.coap.DtlsConfig;
import city.pulso.edge.config.AgentAddress;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.UplinkAddress;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.intake.Devices;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.IntakeEvent;
import city.pulso.edge.intake.Refusals;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.LocalIntake;
import city.pulso.edge.relay.Relay;
import city.pulso.edge.relay.RelayRefusal;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolCounts;
import city.pulso.edge.spool.SpoolHealth;
import city.pulso.edge.spool.StreamStatus;
import city.pulso.edge.tail.EventSocket;
import city.pulso.edge.uplink.Backoff;
import city.pulso.edge.uplink.Downstream;
import city.pulso.edge.uplink.Link;
import city.pulso.edge.uplink.MqttLink;
import city.pulso.edge.uplink.RegistryCopy;
import city.pulso.edge.uplink.SpoolBacklogs;
import city.pulso.edge.uplink.Uplink;
import city.pulso.edge.uplink.UplinkConfig;
import city.pulso.edge.uplink.UplinkStatus;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gateway's agent. Threads: any may call any method. */
public final class EdgeAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeAgent.class);

  /** Of this build; {@code development} when it runs from its classes. */
  public static final String VERSION = version();

  /** A timer that has not moved for this long will not move again. */
  private static final long DEAD_NS = 60_000_000_000L;

  private final Clock clock;
  private volatile EdgeAgentConfig config;
  private volatile long tickedNs = System.nanoTime();
  private final Devices devices = new Devices();
  private final Refusals refusals;
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final Spool spool;
  private final long foundReadings;
  private final Intake intake;
  private final @Nullable Relay relay;
  private final Uplink uplink;
  private final CoapIngress coap;
  private final @Nullable LocalIntake localIntake;
  private final Heartbeats heartbeats;
  private @Nullable PrometheusMeterRegistry metrics;

  private EdgeAgent(EdgeAgentConfig config, Clock clock) throws IOException {
    this.config = config;
    this.clock = clock;
    String gateway = config.gateway();
    this.refusals = new Refusals(gateway, System::nanoTime);
    try {
      this.spool = opened(Spool.open(config.directory(), config.spool(), gateway, clock));
      this.foundReadings = total(StreamStatus::readings);
      RegistryCopy copy = new RegistryCopy(config.directory());
      copy.load().ifPresent(devices::take);
      DtlsConfig dtls = config.coap().dtls();
      Identities identities = dtls == null ? Identities.none() : Identities.read(dtls.keysFile());
      this.intake =
          new Intake(gateway, spool, devices, identities, refusals, config.maxDeviceRate(), clock);
      this.relay =
          config.relay().gateways().isEmpty()
              ? null
              : opened(Relay.open(config.directory(), gateway, config.relay(), identities, clock));
      this.uplink =
          opened(
              new Uplink(
                  gateway,
                  config.uplink(),
                  link(config, clock),
                  new SpoolBacklogs(gateway, spool),
                  relay == null ? Downstream.NONE : relay,
                  copy,
                  devices::take,
                  clock,
                  System::nanoTime,
                  AgentThreads.TIMERS));
      spool.onCommit(uplink::pump);
      if (relay != null) {
        relay.onStored(uplink::pump);
      }
      this.coap =
          opened(
              CoapIngress.start(
                  config.coap(),
                  config.directory(),
                  gateway,
                  devices,
                  identities,
                  intake,
                  clock,
                  () -> StatusJson.of(status()),
                  relay));
      LocalBrokerConfig local = config.localBroker();
      this.localIntake =
          local == null
              ? null
              : opened(LocalIntake.start(gateway, local, intake, AgentThreads.TIMERS));
      opened(EventSocket.open(config.directory(), intake::listen));
      uplink.start();
      this.heartbeats = startHeartbeats(clock);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    coap.address().ifPresent(at -> LOG.info("{}: agent listens for CoAP on udp {}", gateway, at));
    coap.secureAddress()
        .ifPresent(at -> LOG.info("{}: agent listens for CoAP over DTLS on udp {}", gateway, at));
  }

  /**
   * Starts an agent: opens its spool, listens for devices, connects upwards. Returns when devices
   * can be served; it does not wait for the broker.
   *
   * @param clock stamps readings and paces heartbeats; may be a time-lapse clock
   * @throws IOException when the spool cannot be opened, a password file cannot be read, or the
   *     CoAP port cannot be bound
   */
  public static EdgeAgent start(EdgeAgentConfig config, Clock clock) throws IOException {
    return new EdgeAgent(config, clock);
  }

  /** Registry id of the gateway. */
  public String gateway() {
    return config.gateway();
  }

  /**
   * Where devices post, with the port that was really bound.
   *
   * @throws IllegalStateException when plain CoAP is switched off
   */
  public InetSocketAddress coapAddress() {
    return coap.address()
        .orElseThrow(() -> new IllegalStateException("plain CoAP is switched off"));
  }

  /** Where devices post without DTLS; empty: nowhere. */
  public Optional<InetSocketAddress> plainAddress() {
    return coap.address();
  }

  /** Where devices post over DTLS; empty: nowhere. */
  public Optional<InetSocketAddress> coapsAddress() {
    return coap.secureAddress();
  }

  /**
   * Tells what becomes of each device message from now on. See {@link Intake#listen}.
   *
   * @return closing it ends that
   */
  public AutoCloseable listen(Consumer<IntakeEvent> listener) {
    return intake.listen(listener);
  }

  /** What it has done and holds. */
  public AgentStatus status() {
    UplinkStatus up = uplink.status();
    SpoolCounts counts = spool.counts();
    SpoolHealth health = spool.health();
    long batches = 0;
    long readings = 0;
    long bytes = 0;
    for (Domain domain : Spool.DOMAINS) {
      StreamStatus stream = spool.status(domain);
      batches += stream.batches();
      readings += stream.readings();
      bytes += stream.bytes();
    }
    Map<String, Long> refused = new TreeMap<>();
    refusals.byReason().forEach((reason, count) -> refused.put(reason.label(), count));
    return new AgentStatus(
        config.gateway(),
        counts.accepted(),
        refused,
        counts.evicted(),
        batches,
        foundReadings,
        counts.receipted(),
        readings,
        bytes,
        up.inFlight(),
        up.receipted(),
        up.sent(),
        up.resent(),
        up.connected(),
        health.problem(),
        health.full().stream().sorted().map(Topics::level).toList(),
        counts.failures(),
        counts.setAside(),
        counts.salvaged(),
        devices.size());
  }

  /** Counts that matter only when something is odd; names as metrics write them. */
  Map<String, ToDoubleFunction<EdgeAgent>> rareCounts() {
    return Map.of(
        "readings.repeated", agent -> agent.intake.repeated(),
        "readings.future", agent -> agent.intake.fromTheFuture(),
        "readings.far.past", agent -> agent.intake.fromTheFarPast(),
        "handshakes.turned.away", agent -> agent.coap.handshakesTurnedAway(),
        "receipts.foreign", agent -> agent.uplink.status().foreignReceipts(),
        "uplink.lost", agent -> agent.uplink.status().lost(),
        "relay.batches", agent -> agent.relay == null ? 0 : agent.relay.accepted(),
        "heartbeats.failed", agent -> agent.heartbeats.failures());
  }

  /** Requests of other agents that were refused. */
  long relayRefused(RelayRefusal.Reason reason) {
    return relay == null ? 0 : relay.refused(reason);
  }

  /** Bytes of other gateways' batches that wait for receipts. */
  long relayBytes() {
    return relay == null ? 0 : relay.bytes();
  }

  /** Whether it does all of its work, and why not. */
  public Health health() {
    boolean live = System.nanoTime() - tickedNs < DEAD_NS;
    return new Health(
        config.gateway(),
        live,
        Complaints.of(spool, uplink.status(), devices.size(), localIntake, relay, clock));
  }

  /**
   * Reads the files with keys and certificates again that it was started with, before {@link
   * #reload}; nothing changes yet.
   *
   * @return takes them over; one line for each that differs
   * @throws IOException when one cannot be used; says which
   * @throws city.pulso.edge.config.ConfigException naming every problem of the keys file
   */
  Supplier<List<String>> reread() throws IOException {
    return coap.reread();
  }

  /**
   * Takes over what can be changed while it runs; no connection is dropped.
   *
   * @param path key path of this gateway's section, for the answer
   * @param files what {@link #reread} gave
   * @return one line for each key that differs
   */
  synchronized List<String> reload(
      String path, EdgeAgentConfig next, Supplier<List<String>> files) {
    EdgeAgentConfig now = config;
    Reload changes = new Reload(path);
    files.get().forEach(changes::told);
    changes.live(
        "heartbeat-every",
        now.heartbeatEvery(),
        next.heartbeatEvery(),
        () -> heartbeats.every(next.heartbeatEvery()));
    UplinkConfig before = now.uplink();
    UplinkConfig after = next.uplink();
    changes.fixed("uplink.uri", before.to(), after.to());
    Runnable limits = () -> uplink.reconfigure(after);
    changes.live("uplink.window", before.window(), after.window(), limits);
    changes.live("uplink.resend-after", before.resendAfter(), after.resendAfter(), limits);
    changes.live(
        "uplink.bytes-per-second", before.bytesPerSecond(), after.bytesPerSecond(), limits);
    reloadLocal(changes, now.localBroker(), next.localBroker());
    changes.fixed("directory", now.directory(), next.directory());
    changes.fixed("coap", now.coap(), next.coap());
    changes.fixed("spool", now.spool(), next.spool());
    changes.fixed("max-device-rate", now.maxDeviceRate(), next.maxDeviceRate());
    changes.fixed("relay", now.relay(), next.relay());
    config = next;
    return changes.lines();
  }

  private void reloadLocal(
      Reload changes, @Nullable LocalBrokerConfig before, @Nullable LocalBrokerConfig after) {
    LocalIntake running = localIntake;
    if (running == null
        || before == null
        || after == null
        || !before.broker().equals(after.broker())) {
      changes.fixed("local-broker", before, after);
      return;
    }
    Runnable take = () -> running.reconfigure(after);
    changes.live("local-broker.topics", before.topics(), after.topics(), take);
    changes.live("local-broker.max-payload", before.maxPayload(), after.maxPayload(), take);
  }

  /** Metrics in Prometheus text format. */
  public synchronized String metrics() {
    PrometheusMeterRegistry registry = metrics;
    if (registry == null) {
      registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      bindTo(registry);
      metrics = registry;
    }
    return registry.scrape();
  }

  /** Adds this agent's metrics to a registry that several agents share. */
  public void bindTo(MeterRegistry registry) {
    AgentMetrics.bind(registry, this);
  }

  /**
   * Stops taking messages, finishes what is being committed, disconnects. Loses nothing accepted.
   */
  @Override
  public void close() {
    while (!toClose.isEmpty()) {
      try {
        toClose.pop().close();
      } catch (Exception e) {
        LOG.warn("{}: closing failed: {}", config.gateway(), e.toString());
      }
    }
  }

  private Heartbeats startHeartbeats(Clock clock) {
    Heartbeats started =
        new Heartbeats(
            config.gateway(),
            VERSION,
            config.heartbeatEvery(),
            spool,
            devices,
            refusals,
            () -> uplink.status().lost(),
            uplink::window,
            clock);
    Runnable tick =
        () -> {
          try {
            tickedNs = System.nanoTime();
            started.tick();
          } catch (RuntimeException e) {
            LOG.error("{}: heartbeat failed", config.gateway(), e);
          }
        };
    ScheduledFuture<?> ticks =
        AgentThreads.TIMERS.scheduleWithFixedDelay(tick, 200, 1000, TimeUnit.MILLISECONDS);
    toClose.push(() -> ticks.cancel(false));
    return started;
  }

  private static Link link(EdgeAgentConfig config, Clock clock) throws IOException {
    UplinkAddress to = config.uplink().to();
    return to instanceof AgentAddress agent
        ? new CoapLink(config.gateway(), agent, Backoff.usual())
        : new MqttLink(config.gateway(), VERSION, (BrokerAddress) to, clock, Backoff.usual());
  }

  private static String version() {
    String version = EdgeAgent.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private long total(ToLongFunction<StreamStatus> part) {
    return Spool.DOMAINS.stream().map(spool::status).mapToLong(part).sum();
  }

  private <T extends AutoCloseable> T opened(T part) {
    toClose.push(part);
    return part;
  }
}
