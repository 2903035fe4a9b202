package city.pulso.edge.uplink;

import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream while it is sent: what was read from the disk and waits for its turn, and what is on
 * its way. Sent-again batches go before new ones, both oldest first. Not thread-safe.
 */
final class SendingStream {
  /** Batches held in memory between disk and link. */
  private static final int READ_AHEAD = 8;

  private final Backlog backlog;
  private final StreamWindow window;
  private final Deque<Parcel> again = new ArrayDeque<>();
  private final Deque<Parcel> fresh = new ArrayDeque<>();
  private boolean reading;
  private long read;
  private long lastTurn;

  SendingStream(Backlog backlog, int window, long resendAfterNs) {
    this.backlog = backlog;
    this.window = new StreamWindow(window, resendAfterNs);
  }

  Backlog backlog() {
    return backlog;
  }

  StreamWindow window() {
    return window;
  }

  long lastTurn() {
    return lastTurn;
  }

  /** What it would send next; null when there is nothing at hand, or no room in the window. */
  @Nullable Parcel head() {
    Parcel due = again.peek();
    if (due != null) {
      return due;
    }
    return window.room() > 0 ? fresh.peek() : null;
  }

  boolean isAgain(Parcel head) {
    return head == again.peek();
  }

  /** Takes the head for sending. */
  void sent(Parcel head, long nowNs, long turn) {
    if (isAgain(head)) {
      again.remove();
    } else {
      fresh.remove();
    }
    window.sent(head.place(), nowNs);
    lastTurn = turn;
  }

  /** How many batches to read from the disk now; 0 = none, or a look is under way. */
  int wanted() {
    int room = Math.min(window.room(), READ_AHEAD) - fresh.size();
    boolean more = fresh.size() <= READ_AHEAD / 2 && backlog.highest() > read;
    return reading || !more ? 0 : Math.max(0, room);
  }

  long read() {
    return read;
  }

  boolean isReading() {
    return reading;
  }

  void reading(boolean now) {
    reading = now;
  }

  void found(List<Parcel> parcels) {
    for (Parcel parcel : parcels) {
      if (parcel.place() > read) {
        read = parcel.place();
        fresh.add(parcel);
      }
    }
  }

  /** One look that came to nothing although more was promised: a hole up to here. */
  void nothingUpTo(long highest) {
    read = Math.max(read, highest);
  }

  void foundAgain(Parcel parcel) {
    again.add(parcel);
  }

  /** Receipted batches are not sent any more, wherever they are. */
  void receipted(List<SequenceRange> ranges) {
    window.receipted(ranges);
    fresh.removeIf(parcel -> within(ranges, parcel.place()));
    again.removeIf(parcel -> within(ranges, parcel.place()));
  }

  private static boolean within(List<SequenceRange> ranges, long place) {
    return ranges.stream().anyMatch(range -> range.getFirst() <= place && place <= range.getLast());
  }
}
