package city.pulso.jobs.air.average;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one station in one hour, one per moment, oldest first. A second reading of the
 * same moment replaces the first. Immutable.
 *
 * <p>They lie as bytes one behind the other, see {@link SlotBytes}: in state an hour is read and
 * written whole, and in memory it takes little. Buckets that grew out of one another share their
 * bytes, of which each looks only at its own beginning; whichever grows first writes behind it, the
 * others get bytes of their own.
 */
public final class HourBucket {
  /**
   * Most readings of one hour that are averaged, two a second: a device that floods is stored raw
   * and costs no more memory than this.
   */
  public static final int MOST = 7_200;

  /** Length of an hour, milliseconds. */
  public static final long HOUR_MS = 3_600_000L;

  /** Nothing heard. */
  public static final HourBucket EMPTY = new HourBucket(new byte[0], new Written(), 0, 0, 0);

  /** Assumed distance of readings whose device and registry say nothing, seconds. */
  static final int ASSUMED_INTERVAL_S = 60;

  /** Seconds of the hour that must be covered for a mean: 75 % of 3 600. */
  static final int NEEDED_S = 2_700;

  private final byte[] bytes;
  private final Written written;
  private final int end;
  private final int count;
  private final long newestMs;

  /** How far bytes that are shared have been written. */
  private static final class Written {
    private int end;
  }

  private HourBucket(byte[] bytes, Written written, int end, int count, long newestMs) {
    this.bytes = bytes;
    this.written = written;
    this.end = end;
    this.count = count;
    this.newestMs = newestMs;
  }

  /**
   * An hour with these readings.
   *
   * @param slots in any order; the last one of a moment counts
   */
  public static HourBucket of(List<Slot> slots) {
    HourBucket bucket = EMPTY;
    for (Slot slot : slots) {
      bucket = bucket.with(slot);
    }
    return bucket;
  }

  /**
   * One reading.
   *
   * @param atMs observed at, Unix milliseconds
   * @param coversS seconds of the hour it stands for
   * @param accepted values that passed quality control; not to be changed afterwards
   * @param flagged whether a pollutant of it did not
   * @param reasons what quality control noted, one bit per reason; 0 = nothing, or not known
   */
  public record Slot(
      long atMs, int coversS, Map<Pollutant, Double> accepted, boolean flagged, int reasons) {
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

  /** One per moment, oldest first. */
  public List<Slot> slots() {
    List<Slot> slots = new ArrayList<>(count);
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      Map<Pollutant, Double> accepted = new EnumMap<>(Pollutant.class);
      for (Pollutant pollutant : Pollutant.values()) {
        if (at.has(pollutant)) {
          accepted.put(pollutant, at.value(pollutant));
        }
      }
      slots.add(new Slot(at.atMs(), at.coversS(), accepted, at.flagged(), at.reasons()));
    }
    return slots;
  }

  /** Whether a reading of that moment is there already. */
  public boolean has(long atMs) {
    if (count == 0 || atMs >= newestMs) {
      return count > 0 && atMs == newestMs;
    }
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      if (at.atMs() >= atMs) {
        return at.atMs() == atMs;
      }
    }
    return false;
  }

  /** Whether one more moment has room. */
  public boolean full() {
    return count >= MOST;
  }

  /** The hour with this reading; the last one of a moment counts. */
  public HourBucket with(Slot slot) {
    if (count == 0 || slot.atMs() > newestMs) {
      return append(slot);
    }
    Map<Long, Slot> byTime = new TreeMap<>();
    slots().forEach(s -> byTime.put(s.atMs(), s));
    byTime.put(slot.atMs(), slot);
    return of(List.copyOf(byTime.values()));
  }

  private HourBucket append(Slot slot) {
    byte[] target = bytes;
    Written shared = written;
    if (shared.end != end || bytes.length - end < SlotBytes.MOST) {
      target = Arrays.copyOf(bytes, end + end / 2 + 2 * SlotBytes.MOST);
      shared = new Written();
    }
    shared.end = SlotBytes.write(slot, newestMs, target, end);
    return new HourBucket(target, shared, shared.end, count + 1, slot.atMs());
  }

  /** Readings received for the hour. */
  public int readings() {
    return count;
  }

  /** Time of the newest reading, Unix milliseconds; null when there is none. */
  public @Nullable Long newestMs() {
    return count == 0 ? null : (Long) newestMs;
  }

  /** Readings of which a value entered no mean. */
  public int flagged() {
    int flagged = 0;
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      flagged += at.flagged() ? 1 : 0;
    }
    return flagged;
  }

  /**
   * Of how many readings each reason was noted.
   *
   * @return by the number of the reason's bit
   */
  public int[] noted() {
    int[] noted = new int[Integer.SIZE];
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      for (int bits = at.reasons(); bits != 0; bits &= bits - 1) {
        noted[Integer.numberOfTrailingZeros(bits)]++;
      }
    }
    return noted;
  }

  /** Seconds of the hour the readings stand for, whatever quality control says of them. */
  public long heardS() {
    long heardS = 0;
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      heardS += at.coversS();
    }
    return heardS;
  }

  /** Pollutants with a value that passed quality control. */
  public Set<Pollutant> measured() {
    Set<Pollutant> measured = EnumSet.noneOf(Pollutant.class);
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      at.addMeasured(measured);
    }
    return measured;
  }

  /** Seconds of the hour for which a pollutant has values that passed quality control. */
  public long coveredS(Pollutant pollutant) {
    long coveredS = 0;
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      coveredS += at.has(pollutant) ? at.coversS() : 0;
    }
    return coveredS;
  }

  /** Mean of a pollutant; null below 75 % of the hour. 16 digits. */
  public @Nullable BigDecimal mean(Pollutant pollutant) {
    DecimalSum sum = new DecimalSum();
    long coveredS = 0;
    for (SlotBytes.Cursor at = cursor(); at.next(); ) {
      if (at.has(pollutant)) {
        // the shortest decimal that names the double is what the device wrote
        sum.add(at.value(pollutant), at.thousandths(pollutant));
        coveredS += at.coversS();
      }
    }
    return coveredS < NEEDED_S ? null : sum.mean();
  }

  /** Mean of every pollutant that has one. */
  public Map<Pollutant, BigDecimal> means() {
    Map<Pollutant, BigDecimal> means = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : measured()) {
      BigDecimal mean = mean(pollutant);
      if (mean != null) {
        means.put(pollutant, mean);
      }
    }
    return means;
  }

  /** Writes it for {@link #readFrom}. */
  public void writeTo(DataOutput out) throws IOException {
    out.writeInt(count);
    out.writeLong(newestMs);
    out.writeInt(end);
    out.write(bytes, 0, end);
  }

  /** Reads what {@link #writeTo} wrote. */
  public static HourBucket readFrom(DataInput in) throws IOException {
    int count = in.readInt();
    long newestMs = in.readLong();
    int end = in.readInt();
    byte[] bytes = new byte[end + 2 * SlotBytes.MOST];
    in.readFully(bytes, 0, end);
    Written written = new Written();
    written.end = end;
    return new HourBucket(bytes, written, end, count, newestMs);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HourBucket that
        && Arrays.equals(bytes, 0, end, that.bytes, 0, that.end);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(newestMs) * 31 + count;
  }

  @Override
  public String toString() {
    return "HourBucket" + slots();
  }

  private SlotBytes.Cursor cursor() {
    return new SlotBytes.Cursor(bytes, end);
  }
}
