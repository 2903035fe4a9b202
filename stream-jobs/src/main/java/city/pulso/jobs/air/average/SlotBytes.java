package city.pulso.jobs.air.average;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Map;
import java.util.Set;

/**
 * How a reading lies in the bytes of its hour: the distance to the moment before it, the seconds it
 * covers, the reasons, then its pollutants as bits above whether it is flagged, and a value for
 * each of them in the order of the enum. A value that is a whole number of thousandths, as devices
 * write them, takes two or three bytes, any other nine; both are read back bit by bit the same.
 */
final class SlotBytes {
  /** A reading needs fewer. */
  static final int MOST = 32 + 10 * Pollutant.values().length;

  /** The value is not a whole number of thousandths. */
  static final long NO_THOUSANDTHS = Long.MIN_VALUE;

  private static final Pollutant[] POLLUTANTS = Pollutant.values();
  private static final double LARGEST_SHORT = 1e6;

  private SlotBytes() {}

  /**
   * Writes a reading.
   *
   * @param at where it begins; {@link #MOST} bytes must have room
   * @param beforeMs moment of the reading before it, 0 for the first
   * @return where it ends
   */
  static int write(HourBucket.Slot slot, long beforeMs, byte[] bytes, int at) {
    int end = writeLong(zigZag(slot.atMs() - beforeMs), bytes, at);
    end = writeLong(slot.coversS() & 0xffff_ffffL, bytes, end);
    end = writeLong(slot.reasons() & 0xffff_ffffL, bytes, end);
    Map<Pollutant, Double> accepted = slot.accepted();
    int present = 0;
    for (Pollutant pollutant : POLLUTANTS) {
      present |= accepted.containsKey(pollutant) ? 1 << pollutant.ordinal() : 0;
    }
    end = writeLong((long) present << 1 | (slot.flagged() ? 1 : 0), bytes, end);
    for (Pollutant pollutant : POLLUTANTS) {
      Double value = accepted.get(pollutant);
      if (value != null) {
        end = writeValue(value, bytes, end);
      }
    }
    return end;
  }

  /** What a value is in thousandths; {@link #NO_THOUSANDTHS} if it is no whole number of them. */
  private static long thousandths(double value) {
    if (!(Math.abs(value) <= LARGEST_SHORT)) {
      return NO_THOUSANDTHS;
    }
    long whole = Math.round(value * 1_000);
    boolean same = Double.doubleToRawLongBits(whole / 1_000.0) == Double.doubleToRawLongBits(value);
    return same ? whole : NO_THOUSANDTHS;
  }

  private static int writeValue(double value, byte[] bytes, int at) {
    long whole = thousandths(value);
    if (whole != NO_THOUSANDTHS) {
      return writeLong(zigZag(whole) << 1, bytes, at);
    }
    bytes[at] = 1;
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 1; i <= Long.BYTES; i++) {
      bytes[at + i] = (byte) (bits >>> 8 * (i - 1));
    }
    return at + 1 + Long.BYTES;
  }

  /** Seven bits a byte, the lowest first. */
  private static int writeLong(long value, byte[] bytes, int at) {
    int end = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[end++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[end++] = (byte) rest;
    return end;
  }

  private static long zigZag(long value) {
    return value << 1 ^ value >> 63;
  }

  /** Reads an hour from its first reading to its last. */
  static final class Cursor {
    private final byte[] bytes;
    private final int end;
    private final double[] values = new double[POLLUTANTS.length];
    private final long[] thousandths = new long[POLLUTANTS.length];
    private int at;
    private long atMs;
    private int coversS;
    private int reasons;
    private int present;
    private boolean flagged;

    Cursor(byte[] bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    /** Goes to the next reading; false = there is none. */
    boolean next() {
      if (at >= end) {
        return false;
      }
      atMs += unZigZag(readLong());
      coversS = (int) readLong();
      reasons = (int) readLong();
      long bits = readLong();
      flagged = (bits & 1) != 0;
      present = (int) (bits >>> 1);
      for (int i = 0; i < POLLUTANTS.length; i++) {
        if ((present & 1 << i) != 0) {
          readValue(i);
        }
      }
      return true;
    }

    long atMs() {
      return atMs;
    }

    int coversS() {
      return coversS;
    }

    int reasons() {
      return reasons;
    }

    boolean flagged() {
      return flagged;
    }

    boolean has(Pollutant pollutant) {
      return (present & 1 << pollutant.ordinal()) != 0;
    }

    double value(Pollutant pollutant) {
      return values[pollutant.ordinal()];
    }

    /** The value in thousandths; {@link #NO_THOUSANDTHS} if it is no whole number of them. */
    long thousandths(Pollutant pollutant) {
      return thousandths[pollutant.ordinal()];
    }

    void addMeasured(Set<Pollutant> measured) {
      for (Pollutant pollutant : POLLUTANTS) {
        if (has(pollutant)) {
          measured.add(pollutant);
        }
      }
    }

    private void readValue(int index) {
      long first = readLong();
      if ((first & 1) == 0) {
        thousandths[index] = unZigZag(first >>> 1);
        values[index] = thousandths[index] / 1_000.0;
        return;
      }
      long bits = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        bits |= (bytes[at++] & 0xffL) << 8 * i;
      }
      thousandths[index] = NO_THOUSANDTHS;
      values[index] = Double.longBitsToDouble(bits);
    }

    private long readLong() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    private static long unZigZag(long value) {
      return value >>> 1 ^ -(value & 1);
    }
  }
}
