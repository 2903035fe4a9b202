package city.pulso.alerting.notify;

import city.pulso.alerting.alert.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox of one receiver on one thread. Waits between attempts are measured with the
 * machine's own time and forgotten at a restart: what is pending then is tried at once.
 */
final class Courier implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String receiver;
  private final Channel channel;
  private final Outbox outbox;
  private final RetryPolicy retry;
  private final Function<Outbox.Pending, Notification> writer;
  private final Tally tally;
  private final Semaphore work = new Semaphore(0);
  private final Map<Long, Long> dueNanos = new HashMap<>(); // by row; courier's thread only
  private volatile boolean closed;

  /** What all couriers count together. */
  record Tally(LongAdder notified, LongAdder retried, LongAdder failed) {}

  Courier(
      String receiver,
      Channel channel,
      Outbox outbox,
      RetryPolicy retry,
      Function<Outbox.Pending, Notification> writer,
      Tally tally) {
    this.receiver = receiver;
    this.channel = channel;
    this.outbox = outbox;
    this.retry = retry;
    this.writer = writer;
    this.tally = tally;
  }

  /** There may be something new to send. */
  void wake() {
    work.release();
  }

  /** Ends the loop once its thread is interrupted too. */
  void close() {
    closed = true;
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        long waitNanos = round();
        if (waitNanos > 0 && work.tryAcquire(waitNanos, TimeUnit.NANOSECONDS)) {
          work.drainPermits();
        }
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends what is due and says how long to wait before the next round. */
  private long round() throws InterruptedException {
    try {
      return send(outbox.pending(receiver));
    } catch (RuntimeException storage) {
      if (closed) {
        return IDLE_NANOS;
      }
      LOG.warn("The outbox of {} cannot be used now: {}", receiver, storage.toString());
      return retry.after(1).toNanos();
    }
  }

  private long send(List<Outbox.Pending> rows) throws InterruptedException {
    dueNanos.keySet().retainAll(rows.stream().map(Outbox.Pending::id).toList());
    long waitNanos = IDLE_NANOS;
    for (Outbox.Pending row : rows) {
      if (closed) {
        return IDLE_NANOS;
      }
      long untilDue = dueNanos.getOrDefault(row.id(), System.nanoTime()) - System.nanoTime();
      if (untilDue > 0) {
        waitNanos = Math.min(waitNanos, untilDue);
      } else if (attempt(row)) {
        waitNanos = 0;
      } else {
        waitNanos = Math.min(waitNanos, dueNanos.getOrDefault(row.id(), 0L) - System.nanoTime());
      }
    }
    return Math.max(0, waitNanos);
  }

  /** Returns whether the row is done with, one way or the other. */
  private boolean attempt(Outbox.Pending row) throws InterruptedException {
    if (row.event() == Change.Event.CLEARED && !row.told()) {
      outbox.needless(row, receiver);
      return true;
    }
    Delivery delivery = deliver(row);
    if (delivery instanceof Delivery.Taken) {
      outbox.sent(row, receiver, delivery.detail());
      tally.notified().increment();
      return true;
    }
    int attempts = row.attempts() + 1;
    if (delivery instanceof Delivery.Refused || attempts >= retry.attempts()) {
      LOG.warn(
          "{} is not told of {} after {} attempts: {}",
          receiver,
          row.alert().id(),
          attempts,
          delivery.detail());
      outbox.failed(row, receiver, delivery.detail());
      tally.failed().increment();
      return true;
    }
    outbox.tryAgain(row, receiver, delivery.detail());
    tally.retried().increment();
    dueNanos.put(row.id(), System.nanoTime() + retry.after(attempts).toNanos());
    return false;
  }

  private Delivery deliver(Outbox.Pending row) throws InterruptedException {
    try {
      return channel.deliver(writer.apply(row));
    } catch (RuntimeException broken) {
      LOG.warn("Telling {} failed unexpectedly", receiver, broken);
      return new Delivery.NotNow(broken.toString());
    }
  }
}
