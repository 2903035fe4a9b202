package city.pulso.edge.uplink;

import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which batches of one stream are on their way: sent, and not receipted. Always the oldest ones, at
 * most {@code size}. Not thread-safe.
 */
final class StreamWindow {
  private static final long SOON_NS = 1_000_000_000;

  private int size;
  private long resendAfterNs;
  private final NavigableMap<Long, Sent> inFlight = new TreeMap<>();

  StreamWindow(int size, long resendAfterNs) {
    this.size = size;
    this.resendAfterNs = resendAfterNs;
  }

  /** Batches that may be sent beyond those in flight. */
  int room() {
    return Math.max(0, size - inFlight.size());
  }

  /** Other limits from now on; what is in flight stays. */
  void resize(int newSize, long newResendAfterNs) {
    size = newSize;
    resendAfterNs = newResendAfterNs;
  }

  int inFlight() {
    return inFlight.size();
  }

  /** How much of it is used. */
  WindowUse use(long nowNs) {
    long oldestNs = 0;
    for (Sent entry : inFlight.values()) {
      oldestNs = Math.max(oldestNs, nowNs - entry.firstNs);
    }
    return new WindowUse(inFlight.size(), size, oldestNs / 1_000_000);
  }

  boolean isInFlight(long sequence) {
    return inFlight.containsKey(sequence);
  }

  /** A batch is handed to the broker's client, which is now busy with it. */
  void sent(long sequence, long nowNs) {
    Sent entry = inFlight.computeIfAbsent(sequence, s -> new Sent(nowNs));
    entry.atNs = nowNs;
    entry.busy = true;
  }

  /** The client is no longer busy with it: the broker has it, or never will by this attempt. */
  void handedOver(long sequence) {
    Sent entry = inFlight.get(sequence);
    if (entry != null) {
      entry.busy = false;
    }
  }

  /** The broker had nobody to give it to: it is due again soon, not after the usual patience. */
  void notHeard(long sequence, long nowNs) {
    Sent entry = inFlight.get(sequence);
    if (entry != null) {
      entry.busy = false;
      entry.atNs = nowNs - Math.max(0, resendAfterNs - SOON_NS);
    }
  }

  /**
   * Batches without a receipt for too long, oldest first; those the client still holds are left
   * out.
   */
  List<Long> overdue(long nowNs) {
    List<Long> overdue = new ArrayList<>();
    inFlight.forEach(
        (sequence, entry) -> {
          if (!entry.busy && nowNs - entry.atNs >= resendAfterNs) {
            overdue.add(sequence);
          }
        });
    return overdue;
  }

  /** Forgets what is receipted, or no longer in the spool. */
  void receipted(List<SequenceRange> ranges) {
    for (SequenceRange range : ranges) {
      if (range.getFirst() <= range.getLast()) {
        inFlight.subMap(range.getFirst(), true, range.getLast(), true).clear();
      }
    }
  }

  void gone(long sequence) {
    inFlight.remove(sequence);
  }

  private static final class Sent {
    private final long firstNs;
    private long atNs;
    private boolean busy;

    private Sent(long nowNs) {
      firstNs = nowNs;
    }
  }
}
