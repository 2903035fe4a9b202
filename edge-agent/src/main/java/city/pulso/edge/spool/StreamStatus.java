package city.pulso.edge.spool;

import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayList;
import java.util.List;

/**
 * What the spool holds of one stream.
 *
 * @param batches batches without a receipt
 * @param bytes bytes of them
 * @param readings readings in them, heartbeats not counted
 * @param oldestAcceptedMs when the oldest of them was stored, Unix milliseconds; 0 = there is none
 * @param lowestSequence lowest sequence held; what is below will never be sent again. Nothing held:
 *     {@code nextSequence}
 * @param nextSequence sequence the next batch will have
 * @param accepted readings stored since the spool was made, heartbeats not counted
 * @param evicted readings given up for want of disk since the spool was made, heartbeats not
 *     counted
 * @param evictedRanges sequences of the batches given up, ascending, at most {@value #RANGES}
 *     ranges: of more, the oldest two become one, which then spans receipted batches too
 */
public record StreamStatus(
    long batches,
    long bytes,
    long readings,
    long oldestAcceptedMs,
    long lowestSequence,
    long nextSequence,
    long accepted,
    long evicted,
    List<SequenceRange> evictedRanges) {
  static final int RANGES = 16;
  static final StreamStatus EMPTY = new StreamStatus(0, 0, 0, 0, 1, 1, 0, 0, List.of());

  public StreamStatus {
    evictedRanges = List.copyOf(evictedRanges);
  }

  /** After batches are gone. */
  StreamStatus without(SpoolFile.Removed removed, SpoolFile.Oldest first) {
    return new StreamStatus(
        batches - removed.batches(),
        bytes - removed.bytes(),
        readings - removed.readings(),
        first.acceptedMs(),
        first.sequence(),
        nextSequence,
        accepted,
        evicted,
        evictedRanges);
  }

  /** With readings noted as given up; their batches are taken off by {@link #without}. */
  StreamStatus withEvicted(long readingsGone, long first, long last) {
    List<SequenceRange> ranges = new ArrayList<>(evictedRanges);
    SequenceRange range = range(first, last);
    int end = ranges.size() - 1;
    if (end >= 0 && ranges.get(end).getLast() + 1 == first) {
      ranges.set(end, range(ranges.get(end).getFirst(), last));
    } else {
      ranges.add(range);
    }
    if (ranges.size() > RANGES) {
      ranges.set(0, range(ranges.get(0).getFirst(), ranges.remove(1).getLast()));
    }
    return new StreamStatus(
        batches,
        bytes,
        readings,
        oldestAcceptedMs,
        lowestSequence,
        nextSequence,
        accepted,
        evicted + readingsGone,
        ranges);
  }

  /** With batches added. */
  StreamStatus with(long moreBatches, long moreBytes, long moreReadings, long nowMs) {
    return new StreamStatus(
        batches + moreBatches,
        bytes + moreBytes,
        readings + moreReadings,
        batches == 0 ? nowMs : oldestAcceptedMs,
        lowestSequence,
        nextSequence + moreBatches,
        accepted + moreReadings,
        evicted,
        evictedRanges);
  }

  /** With readings accepted whose batch is not made yet. */
  StreamStatus withPending(long moreReadings) {
    return new StreamStatus(
        batches,
        bytes,
        readings,
        oldestAcceptedMs,
        lowestSequence,
        nextSequence,
        accepted + moreReadings,
        evicted,
        evictedRanges);
  }

  private static SequenceRange range(long first, long last) {
    return SequenceRange.newBuilder().setFirst(first).setLast(last).build();
  }
}
