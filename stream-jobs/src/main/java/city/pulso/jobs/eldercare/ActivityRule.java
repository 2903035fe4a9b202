package city.pulso.jobs.eldercare;

import city.pulso.schemas.v1.PlugReading;
import java.time.Duration;

/**
 * What one reading of a plug says about the person: a start of use, and whether the meter can see
 * use at all. A use is power of at least max(5 W, 3 × spread) above standby; only its start is
 * activity, since a television left on proves nobody. Starts within five minutes of the last use
 * belong to it: what keeps itself warm switches by itself. Plain Java, stateless.
 */
final class ActivityRule {
  static final double LEAST_RISE_W = 5;
  static final double SPREADS = 3;
  static final long MERGE_MS = Duration.ofMinutes(5).toMillis();

  /** Readings before which standby is not known well enough to call a rise a start. */
  static final int LEARNING = 10;

  /** A plug that stands by at this or more is unplugged when it reports exactly nothing. */
  private static final double CLEAR_STANDBY_W = 2;

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /**
   * What came of a reading.
   *
   * @param track the plug afterwards
   * @param usable whether the meter could have seen use: it had power, the relay was on
   * @param active whether it proves a person
   * @param flag quality flag for the raw point; empty: none
   */
  record Outcome(PlugTrack track, boolean usable, boolean active, String flag) {}

  Outcome reading(PlugTrack before, PlugReading reading, long atMs) {
    if (!reading.hasPowerW() || !Double.isFinite(reading.getPowerW())) {
      return new Outcome(before, false, false, "no-power");
    }
    if (reading.getPowerW() < 0) {
      return new Outcome(before, false, false, "power-negative");
    }
    if (reading.hasRelayOn() && !reading.getRelayOn()) {
      return new Outcome(before, false, false, "relay-off");
    }
    double standby = StandbyLevel.of(before.histogram());
    boolean learned = learned(before.histogram());
    if (learned && reading.getPowerW() == 0 && standby >= CLEAR_STANDBY_W) {
      return new Outcome(before, false, false, "unplugged");
    }
    double rise = Math.max(LEAST_RISE_W, SPREADS * StandbyLevel.spread(before.histogram()));
    boolean on = learned && reading.getPowerW() >= standby + rise;
    if (atMs <= before.atMs()) {
      return late(before, on, atMs);
    }
    // Between the two thresholds a running use goes on.
    boolean stillOn = on || (before.on() && reading.getPowerW() >= standby + rise / 2);
    boolean start = stillOn && !before.on();
    boolean active = start && atMs - before.lastOnMs() > MERGE_MS;
    int[] histogram = counted(before, reading.getPowerW(), atMs);
    PlugTrack after =
        new PlugTrack(
            histogram,
            atMs / DAY_MS,
            atMs,
            stillOn,
            active ? atMs : before.onSinceMs(),
            stillOn ? atMs : before.lastOnMs());
    return new Outcome(after, true, active, "");
  }

  /** A reading older than the newest: proof only if the plug was not in that use already. */
  private static Outcome late(PlugTrack before, boolean on, long atMs) {
    boolean known =
        atMs == before.atMs()
            || (atMs >= before.onSinceMs() - MERGE_MS && atMs <= before.lastOnMs() + MERGE_MS);
    return new Outcome(before, true, on && !known, "late");
  }

  private static boolean learned(int[] histogram) {
    int seen = 0;
    for (int count : histogram) {
      seen += count;
    }
    return seen >= LEARNING;
  }

  private static int[] counted(PlugTrack before, double powerW, long atMs) {
    int[] histogram = before.histogram().clone();
    if (before.day() != 0 && atMs / DAY_MS > before.day()) {
      for (int bin = 0; bin < histogram.length; bin++) {
        histogram[bin] = (histogram[bin] + 1) / 2;
      }
    }
    histogram[StandbyLevel.bin(powerW)]++;
    return histogram;
  }
}
