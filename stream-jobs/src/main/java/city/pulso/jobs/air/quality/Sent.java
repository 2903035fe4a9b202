package city.pulso.jobs.air.quality;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest readings a device sent, oldest first: its own counter, when it was observed (Unix
 * milliseconds), and a hash of the values. Immutable; one that has one more shares the arrays of
 * the one before, of which each looks only at its own part.
 */
public final class Sent {
  /** Readings that are remembered. */
  public static final int MOST = 32;

  /** Of a device without a counter, or never heard. */
  public static final Sent NONE = new Sent(new Log(0), 0, 0);

  private final Log log;
  private final int from;
  private final int to;

  /** What is shared; beyond {@code end} nothing was written yet. */
  private static final class Log {
    private final long[] sequences;
    private final long[] atMs;
    private final int[] values;
    private int end;

    Log(int room) {
      sequences = new long[room];
      atMs = new long[room];
      values = new int[room];
    }
  }

  private Sent(Log log, int from, int to) {
    this.log = log;
    this.from = from;
    this.to = to;
  }

  public int size() {
    return to - from;
  }

  public long sequence(int index) {
    return log.sequences[from + index];
  }

  public long atMs(int index) {
    return log.atMs[from + index];
  }

  public int values(int index) {
    return log.values[from + index];
  }

  /** With a newer one; beyond {@link #MOST} the oldest is forgotten. */
  public Sent with(long sequence, long observedMs, int hash) {
    int first = Math.max(from, to - MOST + 1);
    Log target = log;
    int end = to;
    if (log.end != to || to == log.sequences.length) {
      target = new Log(2 * MOST);
      end = to - first;
      System.arraycopy(log.sequences, first, target.sequences, 0, end);
      System.arraycopy(log.atMs, first, target.atMs, 0, end);
      System.arraycopy(log.values, first, target.values, 0, end);
      first = 0;
    }
    target.sequences[end] = sequence;
    target.atMs[end] = observedMs;
    target.values[end] = hash;
    target.end = end + 1;
    return new Sent(target, first, end + 1);
  }

  /** Whether the same counter and the same values were sent at another moment. */
  boolean repeats(long sequence, long observedMs, int hash) {
    for (int i = from; i < to; i++) {
      if (log.sequences[i] == sequence && log.atMs[i] != observedMs && log.values[i] == hash) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sent that
        && Arrays.equals(log.sequences, from, to, that.log.sequences, that.from, that.to)
        && Arrays.equals(log.atMs, from, to, that.log.atMs, that.from, that.to)
        && Arrays.equals(log.values, from, to, that.log.values, that.from, that.to);
  }

  @Override
  public int hashCode() {
    return to == from ? 0 : Long.hashCode(log.sequences[to - 1]);
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOfRange(log.sequences, from, to));
  }
}
