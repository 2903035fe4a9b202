package city.pulso.jobs.parking;

import static city.pulso.jobs.parking.BayTrack.FREE;
import static city.pulso.jobs.parking.BayTrack.OCCUPIED;
import static city.pulso.jobs.parking.BayTrack.UNKNOWN;

import java.time.Duration;
import java.util.Arrays;

/**
 * From a sensor's reports to a state one may rely on. A change counts when it has lasted {@code
 * hold}, or when a later report repeats it; it then began with its first report, so no stay gets
 * shorter by the hold. More than six changes in ten minutes is flapping: the bay is unknown until
 * it calms down. No report for three report intervals: unknown, not the last value.
 *
 * <p>Time passes by evidence alone: reports, and heartbeats of the gateway, which prove that there
 * was no report before them that was not heard. Plain Java, stateless; any thread.
 */
final class BayDebounce {
  static final int MAX_TOGGLES = 6;
  static final long TOGGLE_WINDOW_MS = Duration.ofMinutes(10).toMillis();
  static final int STALE_INTERVALS = 3;

  private final long holdMs;

  /**
   * @param hold T_on and T_off
   */
  BayDebounce(Duration hold) {
    this.holdMs = hold.toMillis();
  }

  /** The bay after a report of its sensor. What is older than the newest report is old news. */
  BayTrack report(BayTrack before, boolean occupied, long atMs) {
    if (atMs < before.reportMs()) {
      return before;
    }
    int seen = occupied ? OCCUPIED : FREE;
    BayTrack bay = acceptLasting(before, atMs);
    boolean toggled = bay.reported() != UNKNOWN && bay.reported() != seen;
    long[] toggles = recent(bay.toggles(), atMs);
    if (toggled) {
      toggles = Arrays.copyOf(toggles, toggles.length + 1);
      toggles[toggles.length - 1] = atMs;
    }
    bay = bay.reported(seen, atMs, lastOf(toggles));
    if (toggles.length > MAX_TOGGLES) {
      return bay.flapping() ? bay : bay.frozen(atMs);
    }
    if (bay.state() == seen) {
      return bay.awaiting(UNKNOWN, 0);
    }
    if (bay.state() == UNKNOWN) {
      return bay.accept(seen, atMs);
    }
    if (bay.candidate() == seen && atMs > bay.candidateSinceMs()) {
      return bay.accept(seen, bay.candidateSinceMs());
    }
    return bay.candidate() == seen ? bay : bay.awaiting(seen, atMs);
  }

  /**
   * The bay after a heartbeat of its gateway.
   *
   * @param reportIntervalS longest time between two reports of a healthy sensor, seconds; 0 = not
   *     known, then it never gets stale
   */
  BayTrack heartbeat(BayTrack before, long atMs, int reportIntervalS) {
    if (before.reportMs() == 0) {
      return before;
    }
    BayTrack bay = acceptLasting(before, atMs);
    if (bay.flapping() && recent(bay.toggles(), atMs).length <= MAX_TOGGLES) {
      bay = bay.accept(bay.reported(), bay.reportMs());
    }
    long staleAtMs = bay.reportMs() + STALE_INTERVALS * reportIntervalS * 1000L;
    if (reportIntervalS > 0 && atMs > staleAtMs && bay.state() != UNKNOWN) {
      return bay.accept(UNKNOWN, staleAtMs);
    }
    return bay;
  }

  private BayTrack acceptLasting(BayTrack bay, long atMs) {
    boolean lasted =
        bay.candidate() != UNKNOWN && atMs - bay.candidateSinceMs() >= Math.max(1, holdMs);
    return lasted ? bay.accept(bay.candidate(), bay.candidateSinceMs()) : bay;
  }

  private static long[] recent(long[] toggles, long atMs) {
    int first = 0;
    while (first < toggles.length && toggles[first] <= atMs - TOGGLE_WINDOW_MS) {
      first++;
    }
    return first == 0 ? toggles : Arrays.copyOfRange(toggles, first, toggles.length);
  }

  /** More than one above the limit tells nothing more. */
  private static long[] lastOf(long[] toggles) {
    int most = MAX_TOGGLES + 1;
    return toggles.length <= most
        ? toggles
        : Arrays.copyOfRange(toggles, toggles.length - most, toggles.length);
  }
}
