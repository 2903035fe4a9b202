package city.pulso.jobs.air.quality;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values of one quantity at their times, Unix milliseconds, oldest first. Immutable. */
public final class Recent {
  /** No value. */
  public static final Recent NONE = new Recent(new long[0], new double[0]);

  private final long[] atMs;
  private final double[] values;

  private Recent(long[] atMs, double[] values) {
    this.atMs = atMs;
    this.values = values;
  }

  /** These values. The arrays are not to be changed afterwards. */
  public static Recent of(long[] atMs, double[] values) {
    if (atMs.length != values.length) {
      throw new IllegalArgumentException("as many times as values are needed");
    }
    return new Recent(atMs, values);
  }

  public int size() {
    return atMs.length;
  }

  public long atMs(int index) {
    return atMs[index];
  }

  public double value(int index) {
    return values[index];
  }

  /** Without those before a moment. */
  Recent since(long fromMs) {
    int old = 0;
    while (old < atMs.length && atMs[old] < fromMs) {
      old++;
    }
    return old == 0
        ? this
        : new Recent(
            Arrays.copyOfRange(atMs, old, atMs.length),
            Arrays.copyOfRange(values, old, values.length));
  }

  /** With a newer one. */
  Recent with(long newMs, double newValue) {
    long[] times = Arrays.copyOf(atMs, atMs.length + 1);
    double[] more = Arrays.copyOf(values, values.length + 1);
    times[atMs.length] = newMs;
    more[values.length] = newValue;
    return new Recent(times, more);
  }

  double[] values() {
    return values.clone();
  }

  /** Whether a value is that close to each of them, and so to any median of some of them. */
  boolean areNear(double value, double distance) {
    for (double each : values) {
      if (Math.abs(value - each) > distance) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Recent that
        && Arrays.equals(atMs, that.atMs)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(atMs);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
