package city.pulso.edge.uplink;

import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands batches to the link: per stream oldest first and at most a window without a receipt, across
 * streams as {@link Turns} says, together not faster than {@link Pace} allows. The link is never
 * given more than a window of batches that the next hop has not answered, and less important data
 * stops earlier, in batches and in bytes, so that care data never stands behind a full queue.
 *
 * <p>Threads: any; one at a time does the work, the lock is never held while waiting.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** Unanswered bytes above which only care data is handed over. */
  private static final long CROWDED_BYTES = 128 << 10;

  private final Link link;
  private final Supplier<Collection<Backlog>> backlogs;
  private final LongSupplier nanoTime;
  private final LongSupplier nowMs;
  private final LongConsumer later;
  private final Map<Backlog.Key, SendingStream> streams = new LinkedHashMap<>();
  private final Turns turns = new Turns();
  private final Pace pace;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong resent = new AtomicLong();
  private UplinkConfig config;
  private int unanswered;
  private long unansweredBytes;
  private volatile boolean open;

  /**
   * @param backlogs the streams there are now
   * @param nanoTime real time, for re-sending and the bandwidth limit
   * @param nowMs clock of the agent, Unix milliseconds: what was accepted lately is live
   * @param later is told after how many nanoseconds {@link #pump()} is worth calling again
   */
  Sender(
      Link link,
      UplinkConfig config,
      Supplier<Collection<Backlog>> backlogs,
      LongSupplier nanoTime,
      LongSupplier nowMs,
      LongConsumer later) {
    this.link = link;
    this.config = config;
    this.backlogs = backlogs;
    this.nanoTime = nanoTime;
    this.nowMs = nowMs;
    this.later = later;
    this.pace = new Pace(config.bytesPerSecond(), nanoTime.getAsLong());
  }

  /** Whether the link may be used. */
  void open(boolean now) {
    open = now;
  }

  /** Takes new limits over; what is under way stays under way. */
  void reconfigure(UplinkConfig next) {
    synchronized (this) {
      config = next;
      pace.limit(next.bytesPerSecond(), nanoTime.getAsLong());
      for (SendingStream stream : streams.values()) {
        stream.window().resize(next.window(), next.resendAfter().toNanos());
      }
    }
    pump();
  }

  /** Sends what there is room for. Cheap when there is nothing to do. */
  void pump() {
    if (asked.getAndIncrement() != 0) {
      return; // whoever is at it goes round once more
    }
    int seen;
    do {
      seen = asked.get();
      round();
    } while (asked.addAndGet(-seen) != 0);
  }

  /** Looks for batches without a receipt for too long, and sends. */
  void tick() {
    List<Due> due = new ArrayList<>();
    synchronized (this) {
      if (!open) {
        return;
      }
      for (SendingStream stream : streams.values()) {
        List<Long> overdue = stream.window().overdue(nanoTime.getAsLong());
        int room = Math.max(0, config.window() - unanswered);
        for (long place : overdue.subList(0, Math.min(overdue.size(), room))) {
          stream.window().sent(place, nanoTime.getAsLong());
          due.add(new Due(stream, place));
        }
      }
    }
    due.forEach(this::fetchAgain);
    pump();
  }

  /** Forgets the places a receipt emptied. */
  void receipted(Backlog.Key key, List<SequenceRange> ranges) {
    synchronized (this) {
      SendingStream stream = streams.get(key);
      if (stream != null) {
        stream.receipted(ranges);
      }
    }
    pump();
  }

  synchronized long inFlight() {
    return streams.values().stream().mapToLong(stream -> stream.window().inFlight()).sum();
  }

  /** Of one stream; nothing is in flight of a stream that has had nothing to send. */
  synchronized WindowUse use(Backlog.Key key) {
    SendingStream stream = streams.get(key);
    return stream == null
        ? new WindowUse(0, config.window(), 0)
        : stream.window().use(nanoTime.getAsLong());
  }

  long sent() {
    return sent.get();
  }

  long resent() {
    return resent.get();
  }

  private void round() {
    synchronized (this) {
      if (!open) {
        return;
      }
      refresh();
    }
    Parcel next = readAndChoose();
    while (next != null) {
      Parcel parcel = next;
      link.send(parcel).whenComplete((delivery, failure) -> answered(parcel, delivery, failure));
      next = readAndChoose();
    }
  }

  private @Nullable Parcel readAndChoose() {
    List<SendingStream> toRead;
    synchronized (this) {
      toRead = streams.values().stream().filter(stream -> stream.wanted() > 0).toList();
    }
    toRead.forEach(this::fetch);
    return choose();
  }

  /** Takes new streams up and lets go of those that are no more. */
  private void refresh() {
    Collection<Backlog> now = backlogs.get();
    for (Backlog backlog : now) {
      streams.computeIfAbsent(
          backlog.key(),
          key -> new SendingStream(backlog, config.window(), config.resendAfter().toNanos()));
    }
    if (streams.size() > now.size()) {
      List<Backlog.Key> keys = now.stream().map(Backlog::key).toList();
      streams.keySet().removeIf(key -> !keys.contains(key));
    }
  }

  private void fetch(SendingStream stream) {
    int wanted;
    long from;
    long highest;
    synchronized (this) {
      wanted = stream.wanted();
      if (wanted == 0) {
        return;
      }
      stream.reading(true);
      from = stream.read();
      highest = stream.backlog().highest();
    }
    stream
        .backlog()
        .after(from, wanted)
        .whenComplete(
            (found, failure) -> {
              synchronized (this) {
                stream.reading(false);
                if (failure != null || found == null) {
                  return; // the disk did not answer: the next tick asks again
                }
                stream.found(found);
                if (found.isEmpty()) {
                  stream.nothingUpTo(highest);
                }
              }
              pump();
            });
  }

  private synchronized @Nullable Parcel choose() {
    if (!open || unanswered >= config.window()) {
      return null;
    }
    long nowNs = nanoTime.getAsLong();
    List<Turns.Candidate<SendingStream>> ready = new ArrayList<>();
    long shortest = Long.MAX_VALUE;
    int read = turns.fair() ? Integer.MAX_VALUE : mostImportantBeingRead();
    for (SendingStream stream : streams.values()) {
      Parcel head = stream.head();
      if (head == null || !hasRoom(head)) {
        continue;
      }
      int importance = Turns.importance(head.domain());
      if (importance > read) {
        continue; // what matters more is just being fetched from the disk
      }
      long wait = pace.waitNs(head.bytes().size(), importance == 0 || turns.fair(), nowNs);
      if (wait > 0) {
        shortest = Math.min(shortest, wait);
      } else {
        boolean live = nowMs.getAsLong() - head.acceptedMs() < Turns.LIVE_MS;
        ready.add(new Turns.Candidate<>(stream, importance, live, stream.lastTurn()));
      }
    }
    SendingStream chosen = turns.next(ready).map(Turns.Candidate::stream).orElse(null);
    Parcel parcel = chosen == null ? null : chosen.head();
    if (chosen == null || parcel == null) {
      if (shortest < Long.MAX_VALUE) {
        later.accept(shortest);
      }
      return null;
    }
    (chosen.isAgain(parcel) ? resent : sent).incrementAndGet();
    chosen.sent(parcel, nowNs, turns.taken());
    pace.spend(parcel.bytes().size(), nowNs);
    unanswered++;
    unansweredBytes += parcel.bytes().size();
    return parcel;
  }

  private int mostImportantBeingRead() {
    return streams.values().stream()
        .filter(SendingStream::isReading)
        .mapToInt(stream -> Turns.importance(stream.backlog().key().domain()))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** Parking leaves an eighth of the window to care data, air a quarter; both stop in a crowd. */
  private boolean hasRoom(Parcel head) {
    int importance = Turns.importance(head.domain());
    int allowed = Math.max(1, config.window() - config.window() * importance / 8);
    return importance == 0
        || (unanswered < allowed && (unanswered == 0 || unansweredBytes < CROWDED_BYTES));
  }

  private void answered(Parcel parcel, @Nullable Delivery delivery, @Nullable Throwable failure) {
    Backlog.Key key = parcel.stream();
    synchronized (this) {
      unanswered--;
      unansweredBytes -= parcel.bytes().size();
      SendingStream stream = streams.get(key);
      if (stream != null && delivery == Delivery.NOT_HEARD) {
        stream.window().notHeard(parcel.place(), nanoTime.getAsLong());
      } else if (stream != null) {
        stream.window().handedOver(parcel.place());
      }
    }
    if (failure != null) {
      LOG.debug("batch {} of {} not delivered: {}", parcel.sequence(), key, failure.toString());
    } else {
      pump();
    }
  }

  private void fetchAgain(Due due) {
    CompletableFuture<List<Parcel>> look = due.stream().backlog().after(due.place() - 1, 1);
    look.whenComplete(
        (found, failure) -> {
          synchronized (this) {
            StreamWindow window = due.stream().window();
            if (found == null) {
              window.handedOver(due.place()); // the disk did not answer: it stays due
            } else if (found.isEmpty() || found.get(0).place() != due.place()) {
              window.gone(due.place());
            } else if (window.isInFlight(due.place())) {
              due.stream().foundAgain(found.get(0));
            }
          }
          pump();
        });
  }

  private record Due(SendingStream stream, long place) {}
}
