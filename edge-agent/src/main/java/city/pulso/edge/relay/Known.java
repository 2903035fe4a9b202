package city.pulso.edge.relay;

import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sequences of one stream that have their receipt, as far as remembered. Not thread-safe. */
final class Known {
  private static final int MOST = 256;

  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  void add(long first, long last) {
    if (first < 1 || last < first) {
      return;
    }
    long from = first;
    long to = last;
    Map.Entry<Long, Long> below = ranges.floorEntry(first);
    if (below != null && below.getValue() >= first - 1) {
      from = below.getKey();
      to = Math.max(to, below.getValue());
    }
    Map.Entry<Long, Long> next = ranges.ceilingEntry(from);
    while (next != null && (to == Long.MAX_VALUE || next.getKey() <= to + 1)) {
      to = Math.max(to, next.getValue());
      ranges.remove(next.getKey());
      next = ranges.ceilingEntry(from);
    }
    ranges.put(from, to);
    if (ranges.size() > MOST) {
      ranges.pollFirstEntry(); // forgetting costs a batch sent again, nothing else
    }
  }

  boolean contains(long sequence) {
    Map.Entry<Long, Long> below = ranges.floorEntry(sequence);
    return below != null && below.getValue() >= sequence;
  }

  /** From a sequence on; what is below is forgotten. */
  List<SequenceRange> from(long lowest) {
    while (!ranges.isEmpty() && ranges.firstEntry().getValue() < lowest) {
      ranges.pollFirstEntry();
    }
    List<SequenceRange> all = new ArrayList<>();
    ranges.forEach(
        (first, last) -> all.add(SequenceRange.newBuilder().setFirst(first).setLast(last).build()));
    return all;
  }
}
