package city.pulso.simulator.device;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Many devices over few sockets: sends each message until it is answered, one at a time per device.
 *
 * <p>Threads: any thread may submit; answers arrive on the transports' threads. Times to wait
 * before a repetition are real time: a time-lapse does not shorten them.
 *
 * <p>What has not been answered when this is closed is abandoned; {@link #oldestUnansweredMs()}
 * says before where to start again.
 */
public final class DeviceSenders implements AutoCloseable {
  private static final long FIRST_BACKOFF_MS = 200;
  private static final long LONGEST_BACKOFF_MS = 10_000;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final SendersConfig config;
  private final Transport coap;
  private final @Nullable Transport mqtt;
  private final ScheduledExecutorService retries;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();
  private final TreeMap<Long, Integer> unanswered = new TreeMap<>();
  private final Map<String, Long> refusals = new HashMap<>();
  private Runnable progress = () -> {};
  private boolean closed;
  private boolean pumping;
  private int waiting;
  private int inFlight;
  private int retrying;
  private long sent;
  private long accepted;
  private long acceptedReadings;
  private long refused;
  private long failedAttempts;
  private String lastTrouble = "";

  /** One device's messages, oldest first; at most the first is under way. */
  private static final class Lane {
    private final Deque<DeviceMessage> queue = new ArrayDeque<>();
    private int failures;
  }

  private DeviceSenders(SendersConfig config, Transport coap, @Nullable Transport mqtt) {
    this.config = config;
    this.coap = coap;
    this.mqtt = mqtt;
    this.retries =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "devices-retry");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Opens the sockets. Gateways and broker need not be there yet. */
  public static DeviceSenders open(SendersConfig config) {
    return new DeviceSenders(
        config,
        new CoapTransport(config.coap(), config.coapSockets(), config.ackTimeout()),
        config.mqtt() == null ? null : new MqttTransport(config.mqtt(), config.mqttConnections()));
  }

  static DeviceSenders over(SendersConfig config, Transport transport) {
    return new DeviceSenders(config, transport, transport);
  }

  /** Called after every answer, on the transport's thread; it must be quick. */
  public void onProgress(Runnable listener) {
    lock.lock();
    try {
      progress = listener;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a message and returns; waits while {@link SendersConfig#maxWaiting()} messages are
   * unanswered.
   *
   * @throws IllegalStateException if closed
   */
  public void submit(DeviceMessage message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting >= config.maxWaiting() && !closed) {
        changed.await();
      }
      if (closed) {
        throw new IllegalStateException("the senders are closed");
      }
      waiting++;
      unanswered.merge(message.dueMs(), 1, Integer::sum);
      Lane lane = lanes.computeIfAbsent(message.device(), device -> new Lane());
      lane.queue.addLast(message);
      if (lane.queue.size() == 1) {
        ready.addLast(lane);
      }
    } finally {
      lock.unlock();
    }
    pump();
  }

  /** City time of the oldest message submitted and not answered, Unix milliseconds. */
  public OptionalLong oldestUnansweredMs() {
    lock.lock();
    try {
      return unanswered.isEmpty() ? OptionalLong.empty() : OptionalLong.of(unanswered.firstKey());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every submitted message is answered; false if that takes longer than {@code limit}.
   */
  public boolean awaitAnswered(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting > 0) {
        if (left <= 0 || closed) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  public SenderStatus status() {
    lock.lock();
    try {
      return new SenderStatus(
          sent,
          accepted,
          acceptedReadings,
          refused,
          failedAttempts,
          inFlight,
          waiting,
          retrying,
          refusals,
          lastTrouble);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts what may start. One thread at a time does it, outside the lock: a transport may answer
   * at once, and must not nest one call per message.
   */
  private void pump() {
    lock.lock();
    if (pumping) {
      lock.unlock();
      return;
    }
    pumping = true;
    try {
      while (!closed && inFlight < config.maxInFlight() && !ready.isEmpty()) {
        Lane lane = ready.removeFirst();
        DeviceMessage message = lane.queue.getFirst();
        inFlight++;
        sent++;
        lock.unlock();
        try {
          start(lane, message);
        } finally {
          lock.lock();
        }
      }
    } finally {
      pumping = false;
      lock.unlock();
    }
  }

  private void start(Lane lane, DeviceMessage message) {
    Transport way = message.encoding().overCoap() ? coap : mqtt;
    if (way == null) {
      answered(lane, message, new Answer.Refused("no MQTT broker is configured"));
    } else {
      way.send(message, answer -> answered(lane, message, answer));
    }
  }

  private void answered(Lane lane, DeviceMessage message, Answer answer) {
    Runnable listener;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      inFlight--;
      if (answer instanceof Answer.Accepted) {
        accepted++;
        acceptedReadings += message.readings();
        finish(lane, message);
      } else if (answer instanceof Answer.Refused no) {
        refused++;
        String kind =
            refusals.size() < SenderStatus.MAX_REASONS || refusals.containsKey(no.diagnostic())
                ? no.diagnostic()
                : "other";
        refusals.merge(kind, 1L, Long::sum);
        finish(lane, message);
      } else if (answer instanceof Answer.NotNow notNow) {
        again(lane, notNow.distance().toMillis(), notNow.why());
      } else if (answer instanceof Answer.Failed failed) {
        int doublings = Math.min(lane.failures, 6);
        again(lane, Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS << doublings), failed.why());
      }
      changed.signalAll();
      listener = progress;
    } finally {
      lock.unlock();
    }
    pump();
    listener.run();
  }

  private void finish(Lane lane, DeviceMessage message) {
    lane.queue.removeFirst();
    if (lane.failures > 0) {
      retrying--;
      lane.failures = 0;
    }
    waiting--;
    unanswered.computeIfPresent(message.dueMs(), (due, count) -> count == 1 ? null : count - 1);
    if (lane.queue.isEmpty()) {
      lanes.remove(message.device(), lane);
    } else {
      ready.addLast(lane);
    }
  }

  private void again(Lane lane, long waitMs, String why) {
    failedAttempts++;
    lastTrouble = why;
    if (lane.failures++ == 0) {
      retrying++;
    }
    long bounded = Math.max(1, Math.min(waitMs, LONGEST_WAIT.toMillis()));
    // Those told to wait at the same moment do not all come back at the same moment.
    long spread = Math.floorMod(System.identityHashCode(lane), bounded / 8 + 1);
    retries.schedule(
        () -> {
          lock.lock();
          try {
            ready.addLast(lane);
          } finally {
            lock.unlock();
          }
          pump();
        },
        bounded + spread,
        TimeUnit.MILLISECONDS);
  }

  /** Stops sending at once. Messages without an answer are abandoned. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    retries.shutdownNow();
    coap.close();
    if (mqtt != null) {
      mqtt.close();
    }
  }
}
