package city.pulso.jobs.ingest;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which sequences of one epoch have been seen: every one up to the mark, and ranges above it.
 * Bounded by the number of ranges, not by how far they lie above the mark: to a tracker that begins
 * in the middle of a long-lived stream the first batch comes thousands above it. Plain Java; not
 * thread-safe.
 */
final class SequenceTracker {
  /** What to do with a batch. */
  enum Verdict {
    /** First time: pass its readings on. */
    NEW,
    /** Seen before: drop it, but tell the gateway again that it is safe. */
    DUPLICATE,
    /** One hole too many: neither passed on nor answered, so it will be sent again. */
    TOO_MANY_HOLES
  }

  private final int maxHoles;
  private final TreeMap<Long, Long> above = new TreeMap<>();
  private long mark;

  SequenceTracker(int maxHoles) {
    this(maxHoles, 0, new long[0]);
  }

  /**
   * @param maxHoles holes, each below a range, that may be open at once
   * @param ranges first and last of each range above the mark, ascending
   */
  SequenceTracker(int maxHoles, long mark, long[] ranges) {
    this.maxHoles = maxHoles;
    this.mark = mark;
    for (int i = 0; i < ranges.length; i += 2) {
      above.put(ranges[i], ranges[i + 1]);
    }
  }

  /** Takes one sequence, 1 or more, into account. */
  Verdict offer(long sequence) {
    if (sequence <= mark || inRange(sequence)) {
      return Verdict.DUPLICATE;
    }
    if (above.size() >= maxHoles && !touches(sequence)) {
      return Verdict.TOO_MANY_HOLES;
    }
    add(sequence);
    closeUp();
    return Verdict.NEW;
  }

  /**
   * The gateway says that nothing below this sequence will ever be sent again: holes below are
   * closed.
   *
   * @return how many sequences were given up that had not been seen
   */
  long nothingBelow(long lowest) {
    if (lowest - 1 <= mark) {
      return 0;
    }
    long seen = mark;
    while (!above.isEmpty() && above.firstKey() < lowest) {
      Map.Entry<Long, Long> range = above.pollFirstEntry();
      seen += Math.min(range.getValue(), lowest - 1) - range.getKey() + 1;
      if (range.getValue() >= lowest) {
        above.put(lowest, range.getValue());
      }
    }
    long lost = lowest - 1 - seen;
    mark = lowest - 1;
    closeUp();
    return lost;
  }

  /** Sequences from first to last, both included, that were not seen and lie above the mark. */
  long unseen(long first, long last) {
    long from = Math.max(first, mark + 1);
    if (from > last) {
      return 0;
    }
    long unseen = last - from + 1;
    for (Map.Entry<Long, Long> range : above.entrySet()) {
      long start = Math.max(range.getKey(), from);
      long end = Math.min(range.getValue(), last);
      unseen -= Math.max(0, end - start + 1);
    }
    return unseen;
  }

  /** Lowest sequence seen above the mark; 0 = none. */
  long lowestAbove() {
    return above.isEmpty() ? 0 : above.firstKey();
  }

  /** Every sequence up to this one was seen, or given up by the gateway. */
  long mark() {
    return mark;
  }

  /** Sequences below the highest seen that were not seen yet. */
  long missing() {
    long missing = 0;
    long end = mark;
    for (Map.Entry<Long, Long> range : above.entrySet()) {
      missing += range.getKey() - end - 1;
      end = range.getValue();
    }
    return missing;
  }

  /** First and last of each range above the mark, ascending. */
  long[] ranges() {
    long[] ranges = new long[above.size() * 2];
    int i = 0;
    for (Map.Entry<Long, Long> range : above.entrySet()) {
      ranges[i++] = range.getKey();
      ranges[i++] = range.getValue();
    }
    return ranges;
  }

  private boolean inRange(long sequence) {
    Map.Entry<Long, Long> range = above.floorEntry(sequence);
    return range != null && range.getValue() >= sequence;
  }

  /** Whether taking it in opens no new hole. */
  private boolean touches(long sequence) {
    Map.Entry<Long, Long> before = above.floorEntry(sequence);
    return sequence == mark + 1
        || (before != null && before.getValue() == sequence - 1)
        || above.containsKey(sequence + 1);
  }

  private void add(long sequence) {
    long first = sequence;
    long last = sequence;
    Map.Entry<Long, Long> before = above.floorEntry(sequence);
    if (before != null && before.getValue() == sequence - 1) {
      first = before.getKey();
    }
    Long end = above.remove(sequence + 1);
    if (end != null) {
      last = end;
    }
    above.put(first, last);
  }

  private void closeUp() {
    while (!above.isEmpty() && above.firstKey() == mark + 1) {
      mark = above.pollFirstEntry().getValue();
    }
  }
}
