package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
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
 * The way up of one agent: a {@link Link}, a {@link Sender} that hands batches to it, {@link
 * Receipts} that delete what is safe, and the gateway's registry entry.
 *
 * <p>Threads: any.
 */
public final class Uplink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
  private static final long LONGEST_TICK_MS = 1000;

  private final String gateway;
  private final Link link;
  private final RegistryCopy copy;
  private final Consumer<Gateway> registry;
  private final ScheduledExecutorService timers;
  private final Backlogs own;
  private final Downstream relay;
  private final Sender sender;
  private final Receipts receipts;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final UplinkConfig config;
  private @Nullable ScheduledFuture<?> ticks;
  private volatile boolean connected;
  private volatile boolean closed;

  /** Streams that are on this machine's disk. */
  public interface Backlogs {
    Collection<Backlog> all();
  }

  /**
   * @param relay batches of other gateways; {@link Downstream#NONE}
   * @param registry is told the gateway's entry whenever it comes down
   * @param clock of the agent: what it accepted lately goes before what is old
   * @param nanoTime real time, for re-sending and the bandwidth limit
   * @param timers on which nothing blocks
   */
  public Uplink(
      String gateway,
      UplinkConfig config,
      Link link,
      Backlogs own,
      Downstream relay,
      RegistryCopy copy,
      Consumer<Gateway> registry,
      Clock clock,
      LongSupplier nanoTime,
      ScheduledExecutorService timers) {
    this.gateway = gateway;
    this.config = config;
    this.link = link;
    this.copy = copy;
    this.registry = registry;
    this.timers = timers;
    this.own = own;
    this.relay = relay;
    this.sender = new Sender(link, config, this::backlogs, nanoTime, clock::millis, this::later);
    this.receipts = new Receipts(gateway, this::backlogs, sender, relay);
  }

  /** Connects in the background and sends from then on. */
  public void start() {
    link.start(new FromAbove());
    relay.gateways().forEach(link::follow);
    long tick = Math.max(25, Math.min(LONGEST_TICK_MS, config.resendAfter().toMillis() / 4));
    ticks = timers.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
  }

  /** Sends what there is room for. Called after each commit; cheap when there is nothing to do. */
  public void pump() {
    sender.pump();
  }

  /** Takes a new window, patience and bandwidth over; the connection stays. */
  public void reconfigure(UplinkConfig next) {
    sender.reconfigure(next);
  }

  /** How much of the window the gateway's own stream of that domain uses. */
  public WindowUse window(Domain domain) {
    for (Backlog backlog : own.all()) {
      if (backlog.key().domain() == domain) {
        return sender.use(backlog.key());
      }
    }
    return sender.use(new Backlog.Key(gateway, domain, 0));
  }

  public UplinkStatus status() {
    return new UplinkStatus(
        connected,
        link.destination(),
        connected ? "" : link.problem(),
        sender.inFlight(),
        sender.sent(),
        sender.resent(),
        receipts.receipted(),
        receipts.foreign(),
        lost.get());
  }

  @Override
  public void close() {
    closed = true;
    sender.open(false);
    ScheduledFuture<?> running = ticks;
    if (running != null) {
      running.cancel(false);
    }
    link.close();
    connected = false;
  }

  private Collection<Backlog> backlogs() {
    List<Backlog> all = new ArrayList<>(own.all());
    all.addAll(relay.all());
    return all;
  }

  private void tick() {
    try {
      sender.tick();
    } catch (RuntimeException e) {
      LOG.error("{}: uplink tick failed", gateway, e);
    }
  }

  /** One appointment at a time. */
  private void later(long ns) {
    if (closed || !waiting.compareAndSet(false, true)) {
      return;
    }
    try {
      timers.schedule(
          () -> {
            waiting.set(false);
            sender.pump();
          },
          ns,
          TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      waiting.set(false);
    }
  }

  private final class FromAbove implements Link.Events {
    @Override
    public void connected() {
      connected = true;
      sender.open(!closed);
      sender.pump();
    }

    @Override
    public void disconnected() {
      sender.open(false);
      if (connected) {
        connected = false;
        if (!closed) {
          lost.incrementAndGet();
        }
      }
    }

    @Override
    public void receipt(Receipt receipt) {
      receipts.take(receipt);
    }

    @Override
    public void entry(Gateway entry) {
      if (relay.gateways().contains(entry.getId())) {
        relay.entry(entry);
        return;
      }
      if (!entry.getId().equals(gateway)) {
        receipts.unreadable("a registry entry of " + entry.getId());
        return;
      }
      copy.save(entry);
      registry.accept(entry);
      LOG.info("{}: registry entry names {} devices", gateway, entry.getDevicesCount());
    }

    @Override
    public void unreadable(String what) {
      receipts.unreadable(what);
    }
  }
}
