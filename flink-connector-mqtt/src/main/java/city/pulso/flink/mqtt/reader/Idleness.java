package city.pulso.flink.mqtt.reader;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says when a bounded source has read what there was: everybody is connected and subscribed, and
 * nothing has arrived for a while. A subscriber whose Receive Maximum is used up is not idle but
 * waits for a checkpoint. Task thread only.
 */
final class Idleness {
  /** How often to look, as a part of the time to wait. */
  private static final int LOOKS = 4;

  private final @Nullable Duration enough;
  private final int receiveMaximum;
  private final LongSupplier nanoTime;
  private boolean idle;
  private long sinceNanos;

  /**
   * @param enough null = no time is long enough while there are subscribers
   * @param nanoTime of {@link System#nanoTime}
   */
  Idleness(@Nullable Duration enough, int receiveMaximum, LongSupplier nanoTime) {
    this.enough = enough;
    this.receiveMaximum = receiveMaximum;
    this.nanoTime = nanoTime;
  }

  /** Something was emitted. */
  void interrupted() {
    idle = false;
  }

  boolean longEnough(Collection<Subscription> subscriptions) {
    if (subscriptions.isEmpty()) {
      return true;
    }
    if (enough == null) {
      return false;
    }
    if (!subscriptions.stream().allMatch(this::settled)) {
      idle = false;
    } else if (!idle) {
      idle = true;
      sinceNanos = nanoTime.getAsLong();
    }
    return idle && nanoTime.getAsLong() - sinceNanos >= enough.toNanos();
  }

  /** The same future, completed in time to ask {@link #longEnough} again. */
  CompletableFuture<Void> orTimeToLook(CompletableFuture<Void> next) {
    return enough == null
        ? next
        : next.copy()
            .completeOnTimeout(null, Math.max(1, enough.toMillis() / LOOKS), TimeUnit.MILLISECONDS);
  }

  private boolean settled(Subscription subscription) {
    var subscriber = subscription.subscriber();
    return subscriber.connected()
        && subscriber.subscribed()
        && subscription.inbox().isEmpty()
        && subscriber.unacknowledged() < receiveMaximum;
  }
}
