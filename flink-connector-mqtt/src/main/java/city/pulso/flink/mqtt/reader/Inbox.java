package city.pulso.flink.mqtt.reader;

import city.pulso.flink.mqtt.MqttMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber received and the reader has not emitted yet. Bounded by Receive Maximum for
 * guaranteed messages, because the broker sends no more before the PUBACKs, and by the same number
 * for the others, which are dropped beyond it and counted.
 *
 * <p>Threads: one puts, one takes.
 */
final class Inbox {
  /** One received message. */
  record Arrival(long delivery, MqttMessage message, boolean guaranteed) {}

  private final int mostUnguaranteed;
  private final Signal signal;
  private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
  private int unguaranteed;
  private long dropped;

  /**
   * @param signal told whenever there is something to take
   */
  Inbox(int mostUnguaranteed, Signal signal) {
    this.mostUnguaranteed = mostUnguaranteed;
    this.signal = signal;
  }

  void put(Arrival arrival) {
    synchronized (this) {
      if (!arrival.guaranteed()) {
        if (unguaranteed >= mostUnguaranteed) {
          dropped++;
          return;
        }
        unguaranteed++;
      }
      arrivals.add(arrival);
    }
    signal.raise();
  }

  synchronized @Nullable Arrival take() {
    Arrival first = arrivals.poll();
    if (first != null && !first.guaranteed()) {
      unguaranteed--;
    }
    return first;
  }

  synchronized boolean isEmpty() {
    return arrivals.isEmpty();
  }

  synchronized int size() {
    return arrivals.size();
  }

  /** Forgets guaranteed arrivals up to this delivery: they will arrive again. */
  synchronized void forget(long lastDelivery) {
    arrivals.removeIf(arrival -> arrival.guaranteed() && arrival.delivery() <= lastDelivery);
  }

  /** QoS 0 messages dropped because the job was too slow for them. */
  synchronized long dropped() {
    return dropped;
  }

  /** Wakes the task thread, with work or with a failure. Threads: any. */
  static final class Signal {
    private CompletableFuture<Void> raised = new CompletableFuture<>();
    private volatile @Nullable IOException failure;

    void raise() {
      CompletableFuture<Void> waiting;
      synchronized (this) {
        waiting = raised;
      }
      waiting.complete(null);
    }

    void fail(IOException reason) {
      failure = reason;
      raise();
    }

    /** A future for the next raise; call it before looking for work. */
    synchronized CompletableFuture<Void> next() {
      if (raised.isDone()) {
        raised = new CompletableFuture<>();
      }
      return raised;
    }

    boolean failed() {
      return failure != null;
    }

    void throwIfFailed() throws IOException {
      IOException reason = failure;
      if (reason != null) {
        throw reason;
      }
    }
  }
}
