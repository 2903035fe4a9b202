package city.pulso.edge;

import city.pulso.edge.intake.Devices;
import city.pulso.edge.intake.Refusals;
import city.pulso.edge.spool.DeviceCount;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.StreamStatus;
import city.pulso.edge.uplink.WindowUse;
import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's pulse: writes into every stream in which it has devices, through the spool like any
 * reading, so that hearing it proves that everything accepted before it was heard. {@link #tick()}
 * is called at most once per real second, by one thread.
 */
final class Heartbeats {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  private final String gateway;
  private final String version;
  private volatile Duration every;
  private final Spool spool;
  private final Devices devices;
  private final Refusals refusals;
  private final LongSupplier uplinkLosses;
  private final Function<Domain, WindowUse> windows;
  private final Clock clock;
  private final long startedMs;
  private final Map<Domain, Long> nextMs = new EnumMap<>(Domain.class);
  private final Map<Domain, Long> lossesTold = new EnumMap<>(Domain.class);
  private final AtomicLong failures = new AtomicLong();

  /**
   * @param uplinkLosses how often the uplink was lost since the agent's start
   * @param windows how much of a stream's window is used; called on the ticking thread
   */
  Heartbeats(
      String gateway,
      String version,
      Duration every,
      Spool spool,
      Devices devices,
      Refusals refusals,
      LongSupplier uplinkLosses,
      Function<Domain, WindowUse> windows,
      Clock clock) {
    this.gateway = gateway;
    this.version = version;
    this.every = every;
    this.spool = spool;
    this.devices = devices;
    this.refusals = refusals;
    this.uplinkLosses = uplinkLosses;
    this.windows = windows;
    this.clock = clock;
    this.startedMs = clock.millis();
  }

  /** Writes the heartbeats that are due by the clock. */
  void tick() {
    for (Domain domain : Spool.DOMAINS) {
      long nowMs = clock.millis();
      long due = nextMs.getOrDefault(domain, Long.MIN_VALUE);
      // A clock that was set back must not silence the gateway for longer than one period.
      boolean setBack = due != Long.MIN_VALUE && due - nowMs > every.toMillis();
      if ((nowMs >= due || setBack) && !devices.of(domain).isEmpty()) {
        nextMs.put(domain, nowMs + every.toMillis());
        write(domain);
      }
    }
  }

  /** Another period, from the next heartbeat on. */
  void every(Duration other) {
    every = other;
  }

  /** Heartbeats that could not be stored. */
  long failures() {
    return failures.get();
  }

  private void write(Domain domain) {
    long losses = uplinkLosses.getAsLong();
    boolean wasLost = losses > lossesTold.getOrDefault(domain, 0L);
    WindowUse window = windows.apply(domain);
    spool
        .appendLast(domain, (stream, seen) -> heartbeat(domain, stream, seen, window, wasLost))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                failures.incrementAndGet();
                LOG.warn("{}: a heartbeat could not be stored: {}", gateway, failure.toString());
              }
            });
    lossesTold.put(domain, losses);
  }

  private Reading heartbeat(
      Domain domain,
      StreamStatus stream,
      Function<String, DeviceCount> seen,
      WindowUse window,
      boolean wasLost) {
    long nowMs = clock.millis();
    Heartbeat.Builder heartbeat =
        Heartbeat.newBuilder()
            .setAgentTimeMs(nowMs)
            .setLowestSequence(stream.lowestSequence())
            .setSpoolBatches(stream.batches())
            .setSpoolBytes(stream.bytes())
            .setSpoolOldestAgeMs(
                stream.oldestAcceptedMs() == 0 ? 0 : Math.max(0, nowMs - stream.oldestAcceptedMs()))
            .setAccepted(stream.accepted())
            .setEvicted(stream.evicted())
            .addAllEvictedSequences(stream.evictedRanges())
            .setAgentVersion(version)
            .setAgentStartedMs(startedMs)
            .setUplinkWasLost(wasLost)
            .setInFlight(window.inFlight())
            .setWindow(window.size())
            .setReceiptLagMs(window.oldestMs());
    for (String device : devices.of(domain)) {
      DeviceCount count = seen.apply(device);
      heartbeat.addDevices(
          DeviceSeen.newBuilder()
              .setDevice(device)
              .setLastSeenMs(count.lastSeenMs())
              .setAccepted(count.accepted())
              .setRefused(refusals.of(device))
              .setRefusedBecause(refusals.newestReasonOf(device))
              .setEvicted(count.evicted()));
    }
    return Reading.newBuilder()
        .setDevice(gateway)
        .setObservedAtMs(nowMs)
        .setTimeSource(TimeSource.GATEWAY_CLOCK)
        .setTimeUncertaintyMs(0)
        .setHeartbeat(heartbeat.setRefused(refusals.in(domain)))
        .build();
  }
}
