package city.pulso.jobs.air.average;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one station in one hour. A second reading of the same moment replaces the first.
 * Immutable.
 *
 * @param slots one per moment, oldest first
 */
public record HourBucket(List<Slot> slots) {
  /** Nothing heard. */
  public static final HourBucket EMPTY = new HourBucket(List.of());

  /**
   * Most readings of one hour that are averaged, two a second: a device that floods is stored raw
   * and costs no more memory than this.
   */
  public static final int MOST = 7_200;

  /** Length of an hour, milliseconds. */
  public static final long HOUR_MS = 3_600_000L;

  /** Assumed distance of readings whose device and registry say nothing, seconds. */
  static final int ASSUMED_INTERVAL_S = 60;

  /** Seconds of the hour that must be covered for a mean: 75 % of 3 600. */
  static final int NEEDED_S = 2_700;

  public HourBucket {
    slots = List.copyOf(slots);
  }

  /**
   * One reading.
   *
   * @param atMs observed at, Unix milliseconds
   * @param coversS seconds of the hour it stands for
   * @param accepted values that passed quality control
   * @param flagged whether a pollutant of it did not
   * @param reasons what quality control noted, one bit per reason; 0 = nothing, or not known
   */
  public record Slot(
      long atMs, int coversS, Map<Pollutant, Double> accepted, boolean flagged, int reasons) {
    public Slot {
      Map<Pollutant, Double> copy = new EnumMap<>(Pollutant.class);
      copy.putAll(accepted);
      accepted = Collections.unmodifiableMap(copy);
    }

    /** A reading of which no reason is noted. */
    public Slot(long atMs, int coversS, Map<Pollutant, Double> accepted, boolean flagged) {
      this(atMs, coversS, accepted, flagged, 0);
    }
  }

  /**
   * Start of the hour a reading belongs to: the hour that holds the middle of its averaging time,
   * so that a mean over an hour observed at 10:00 is the hour from nine to ten.
   *
   * @param observedAtMs end of the averaging, Unix milliseconds
   * @param averagedOverS its length, seconds; 0 = momentary
   */
  public static long hourOf(long observedAtMs, int averagedOverS) {
    return floor(observedAtMs - averagedOverS * 500L);
  }

  /** Start of the hour that holds a moment. */
  public static long floor(long atMs) {
    return Math.floorDiv(atMs, HOUR_MS) * HOUR_MS;
  }

  /**
   * Seconds a reading stands for: what it is averaged over, or the distance to the next one,
   * whichever is longer.
   *
   * @param reportIntervalS as registered; 0 = not known
   */
  public static int covers(int averagedOverS, int reportIntervalS) {
    int covers = Math.max(averagedOverS, reportIntervalS);
    return covers == 0 ? ASSUMED_INTERVAL_S : covers;
  }

  /** Whether a reading of that moment is there already. */
  public boolean has(long atMs) {
    // oldest first, and the newest is what is mostly asked about
    for (int i = slots.size() - 1; i >= 0 && slots.get(i).atMs() >= atMs; i--) {
      if (slots.get(i).atMs() == atMs) {
        return true;
      }
    }
    return false;
  }

  /** Whether one more moment has room. */
  public boolean full() {
    return slots.size() >= MOST;
  }

  /** The hour with this reading; the last one of a moment counts. */
  public HourBucket with(Slot slot) {
    int last = slots.size() - 1;
    List<Slot> more = new ArrayList<>(slots.size() + 1);
    if (last < 0 || slots.get(last).atMs() < slot.atMs()) {
      more.addAll(slots);
      more.add(slot);
    } else {
      Map<Long, Slot> byTime = new TreeMap<>();
      slots.forEach(s -> byTime.put(s.atMs(), s));
      byTime.put(slot.atMs(), slot);
      more.addAll(byTime.values());
    }
    return new HourBucket(more);
  }

  /** Readings received for the hour. */
  public int readings() {
    return slots.size();
  }

  /** Readings of which a value entered no mean. */
  public int flagged() {
    return (int) slots.stream().filter(Slot::flagged).count();
  }

  /** Readings of which that reason was noted. */
  public int noted(int reason) {
    return (int) slots.stream().filter(slot -> (slot.reasons() & reason) != 0).count();
  }

  /** Seconds of the hour the readings stand for, whatever quality control says of them. */
  public long heardS() {
    return slots.stream().mapToLong(Slot::coversS).sum();
  }

  /** Seconds of the hour for which a pollutant has values that passed quality control. */
  public long coveredS(Pollutant pollutant) {
    long coveredS = 0;
    for (Slot slot : slots) {
      coveredS += slot.accepted().containsKey(pollutant) ? slot.coversS() : 0;
    }
    return coveredS;
  }

  /** Mean of a pollutant; null below 75 % of the hour. 16 digits. */
  public @Nullable BigDecimal mean(Pollutant pollutant) {
    BigDecimal sum = BigDecimal.ZERO;
    int count = 0;
    for (Slot slot : slots) {
      Double value = slot.accepted().get(pollutant);
      if (value != null) {
        // the shortest decimal that names the double is what the device wrote
        sum = sum.add(BigDecimal.valueOf(value));
        count++;
      }
    }
    return coveredS(pollutant) < NEEDED_S
        ? null
        : sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64);
  }

  /** Mean of every pollutant that has one. */
  public Map<Pollutant, BigDecimal> means() {
    Map<Pollutant, BigDecimal> means = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : Pollutant.values()) {
      BigDecimal mean = mean(pollutant);
      if (mean != null) {
        means.put(pollutant, mean);
      }
    }
    return means;
  }
}
