package city.pulso.jobs.ingest;

import city.pulso.jobs.ingest.StreamState.Epoch;
import city.pulso.jobs.ingest.StreamState.Held;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Works on the state of one stream: opened from it, asked about one batch, turned into state again.
 * Plain Java; not thread-safe.
 */
final class StreamBook {
  /** Heartbeats that wait for one hole; beyond, the oldest goes, since a newer one proves more. */
  static final int MAX_HELD = 64;

  /** The present epoch and the one before it. */
  private static final int MAX_EPOCHS = 2;

  private final int maxHoles;
  private final List<Epoch> epochs;
  private long batches;
  private long duplicates;
  private long epochsSeen;
  private long lost;
  private int index;
  private SequenceTracker tracker;
  private List<Held> held;

  StreamBook(StreamState state, int maxHoles) {
    this.maxHoles = maxHoles;
    this.epochs = new ArrayList<>(state.epochs());
    this.batches = state.batches();
    this.duplicates = state.duplicates();
    this.epochsSeen = state.epochsSeen();
    this.lost = state.lost();
    this.tracker = new SequenceTracker(maxHoles);
    this.held = new ArrayList<>();
  }

  /**
   * Turns to the epoch of the batch at hand. Late batches of the epoch before are still told apart.
   *
   * @return whether it is a new epoch of a known stream: its spool was lost
   */
  boolean turnTo(long epoch) {
    for (index = 0; index < epochs.size(); index++) {
      Epoch known = epochs.get(index);
      if (known.epoch() == epoch) {
        tracker = new SequenceTracker(maxHoles, known.mark(), known.ranges());
        held = new ArrayList<>(known.held());
        return false;
      }
    }
    index = 0;
    epochs.add(0, new Epoch(epoch, 0, new long[0], List.of()));
    if (epochs.size() > MAX_EPOCHS) {
      epochs.remove(MAX_EPOCHS);
    }
    epochsSeen++;
    return epochsSeen > 1;
  }

  /**
   * Sequences that will never be heard: those the gateway evicted, and those it does not explain.
   */
  record GivenUp(long evicted, long lost) {}

  /**
   * Nothing below will ever be sent again.
   *
   * @param evicted what the gateway says it gave up for want of disk
   */
  GivenUp giveUpBelow(long lowest, List<SequenceRange> evicted) {
    // A stream that begins above 1 was receipted by a job whose state is gone: what lies before the
    // first batch heard is not lost.
    long before = 0;
    if (tracker.mark() == 0 && epochsSeen == 1 && lowest > 0) {
      long first = tracker.lowestAbove();
      before = (first == 0 ? lowest : Math.min(first, lowest)) - 1;
    }
    long explained = 0;
    for (SequenceRange range : evicted) {
      explained +=
          tracker.unseen(
              Math.max(range.getFirst(), before + 1), Math.min(range.getLast(), lowest - 1));
    }
    long given = tracker.nothingBelow(lowest) - before;
    explained = Math.max(0, Math.min(explained, given));
    lost += given - explained;
    return new GivenUp(explained, given - explained);
  }

  /**
   * Whether a salvaged batch was seen when it was part of another epoch; from now on it was.
   *
   * @return false also for an epoch that is no longer known
   */
  boolean seenInEpoch(long epoch, long sequence) {
    for (int i = 0; i < epochs.size(); i++) {
      Epoch known = epochs.get(i);
      if (known.epoch() == epoch && i != index) {
        SequenceTracker old = new SequenceTracker(maxHoles, known.mark(), known.ranges());
        boolean seen = old.offer(sequence) == SequenceTracker.Verdict.DUPLICATE;
        epochs.set(i, new Epoch(epoch, old.mark(), old.ranges(), known.held()));
        return seen;
      }
    }
    return false;
  }

  SequenceTracker.Verdict offer(long sequence) {
    SequenceTracker.Verdict verdict = tracker.offer(sequence);
    switch (verdict) {
      case NEW -> batches++;
      case DUPLICATE -> duplicates++;
      case TOO_MANY_HOLES -> {}
    }
    return verdict;
  }

  /** Whether a heartbeat of that batch need not wait: nothing before it is missing or waits. */
  boolean proves(long sequence) {
    return held.isEmpty() && sequence <= tracker.mark();
  }

  /** Keeps a heartbeat until {@link #release()}; returns how many older ones had to go. */
  int hold(long sequence, byte[] reading) {
    int place = held.size();
    while (place > 0 && held.get(place - 1).sequence() > sequence) {
      place--;
    }
    held.add(place, new Held(sequence, reading));
    if (held.size() <= MAX_HELD) {
      return 0;
    }
    held.remove(0);
    return 1;
  }

  /** Heartbeats whose turn has come: nothing before them is missing. */
  List<byte[]> release() {
    List<byte[]> released = new ArrayList<>(1);
    while (!held.isEmpty() && held.get(0).sequence() <= tracker.mark()) {
      released.add(held.remove(0).reading());
    }
    return released;
  }

  /** What the stream is told by; the devices a heartbeat lists are told of one by one. */
  GatewayPulse pulse(String gateway, Domain domain, Heartbeat heartbeat) {
    Heartbeat ofGateway = heartbeat.toBuilder().clearDevices().build();
    return new GatewayPulse(
        gateway, domain, ofGateway, batches, duplicates, tracker.missing(), epochsSeen);
  }

  StreamState state() {
    Epoch now =
        new Epoch(epochs.get(index).epoch(), tracker.mark(), tracker.ranges(), List.copyOf(held));
    epochs.set(index, now);
    return new StreamState(List.copyOf(epochs), batches, duplicates, epochsSeen, lost);
  }
}
