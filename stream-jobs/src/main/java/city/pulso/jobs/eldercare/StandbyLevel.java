package city.pulso.jobs.eldercare;

/**
 * What a plug draws when nobody uses it: the lowest tenth of its readings of the last days, from a
 * histogram with bins of 1 W up to 32 W and of a quarter octave above. Plain Java, stateless.
 */
final class StandbyLevel {
  /** Bins; the last one is open to above (8 kW). */
  static final int BINS = 64;

  private static final int LINEAR = 32;
  private static final int PER_OCTAVE = 4;
  private static final double LOW = 0.10;
  private static final double LOWEST = 0.01;

  private StandbyLevel() {}

  static int bin(double powerW) {
    if (powerW < LINEAR) {
      return (int) Math.max(0, powerW);
    }
    double octaves = Math.log(powerW / LINEAR) / Math.log(2);
    return Math.min(BINS - 1, LINEAR + (int) (octaves * PER_OCTAVE));
  }

  /** Standby power, W: the lower edge of its bin. */
  static double of(int[] histogram) {
    return edge(quantileBin(histogram, LOW));
  }

  /** How much standby varies, W. */
  static double spread(int[] histogram) {
    return of(histogram) - edge(quantileBin(histogram, LOWEST));
  }

  private static int quantileBin(int[] histogram, double share) {
    long total = 0;
    for (int count : histogram) {
      total += count;
    }
    long wanted = (long) Math.floor(total * share);
    long below = 0;
    for (int bin = 0; bin < histogram.length; bin++) {
      below += histogram[bin];
      if (below > wanted) {
        return bin;
      }
    }
    return 0;
  }

  private static double edge(int bin) {
    return bin < LINEAR ? bin : LINEAR * Math.pow(2, (bin - LINEAR) / (double) PER_OCTAVE);
  }
}
