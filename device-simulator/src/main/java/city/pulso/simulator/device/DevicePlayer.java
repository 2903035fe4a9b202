package city.pulso.simulator.device;

import city.pulso.simulator.clock.LapseClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays messages in the order of their city time: each is sent when the clock has reached it.
 *
 * <p>With a {@link LapseClock} the loop is closed: city time never passes the oldest message that
 * is unsent or unanswered by more than the slack, so nothing is ever late by more than that,
 * however slow the machine. One player per clock: it owns the clock's hold. After the last message
 * has been answered the clock may go on for the tail and then stands still, so that no device seems
 * silent.
 */
public final class DevicePlayer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DevicePlayer.class);
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SHORTEST_PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final Iterator<DeviceMessage> messages;
  private final DeviceSenders senders;
  private final Clock clock;
  private final long slackMs;
  private final long tailMs;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile boolean exhausted;
  private volatile long nextMs;
  private volatile long lastMs;
  private volatile @Nullable Throwable failure;

  /**
   * @param messages ordered by {@link DeviceMessage#dueMs()}; read by this player's thread only
   * @param senders closed by the caller, after this
   * @param slack city time the clock may run ahead of the oldest unanswered message
   * @param tail city time that passes after the last message
   */
  public DevicePlayer(
      Iterator<DeviceMessage> messages,
      DeviceSenders senders,
      Clock clock,
      Duration slack,
      Duration tail) {
    this.messages = messages;
    this.senders = senders;
    this.clock = clock;
    this.slackMs = slack.toMillis();
    this.tailMs = tail.toMillis();
    this.nextMs = clock.millis();
    this.lastMs = nextMs;
    this.thread = new Thread(this::play, "devices-player");
    this.thread.setDaemon(true);
  }

  /** Begins. */
  public void start() {
    senders.onProgress(this::hold);
    hold();
    thread.start();
  }

  private void play() {
    try {
      while (!stopping && messages.hasNext()) {
        DeviceMessage message = messages.next();
        nextMs = Math.max(nextMs, message.dueMs());
        lastMs = nextMs;
        hold();
        if (!awaitCityTime(message.dueMs())) {
          return;
        }
        senders.submit(message);
      }
      if (!stopping) {
        exhausted = true;
        hold();
        while (!stopping && !senders.awaitAnswered(Duration.ofMillis(500))) {
          hold();
        }
        hold();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failure = e;
      LOG.error("The devices stopped: {}", e.toString(), e);
    } finally {
      ended.countDown();
    }
  }

  private boolean awaitCityTime(long dueMs) {
    while (!stopping) {
      long leftMs = dueMs - clock.millis();
      if (leftMs <= 0) {
        return true;
      }
      long nanos =
          clock instanceof LapseClock lapse
              ? lapse.realTimeUntil(Instant.ofEpochMilli(dueMs)).toNanos()
              : TimeUnit.MILLISECONDS.toNanos(leftMs);
      LockSupport.parkNanos(
          this, Math.max(SHORTEST_PARK_NANOS, Math.min(nanos, LONGEST_PARK_NANOS)));
    }
    return false;
  }

  /** Tells the clock how far it may go. Any thread. */
  private void hold() {
    if (clock instanceof LapseClock lapse) {
      synchronized (this) {
        OptionalLong oldest = senders.oldestUnansweredMs();
        long own = exhausted ? lastMs + tailMs : nextMs + slackMs;
        long bound = oldest.isPresent() ? Math.min(own, oldest.getAsLong() + slackMs) : own;
        lapse.hold(Instant.ofEpochMilli(bound));
      }
    }
  }

  /**
   * City time before which every message has been answered: starting again from here loses nothing
   * and may repeat a little. Unix milliseconds.
   */
  public long positionMs() {
    long next = exhausted ? lastMs + 1 : nextMs;
    OptionalLong oldest = senders.oldestUnansweredMs();
    return oldest.isPresent() ? Math.min(next, oldest.getAsLong()) : next;
  }

  /** Whether every message has been sent and answered, or the player was closed or failed. */
  public boolean ended() {
    return ended.getCount() == 0;
  }

  /** Waits for the end; false if it takes longer than {@code limit}. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Why it stopped early, null if it did not. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Stops submitting; what is in flight stays with the senders. The clock keeps its hold. */
  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
