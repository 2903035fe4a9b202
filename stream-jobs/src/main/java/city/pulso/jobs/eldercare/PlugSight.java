package city.pulso.jobs.eldercare;

/**
 * What was heard of one plug. Immutable. Times are event times, Unix milliseconds; 0 = never.
 *
 * @param gateway gateway it reports through
 * @param reportIntervalS longest time between two reports of a healthy plug; 0 = not known
 * @param reportMs newest report of any kind
 * @param usableMs newest report in which use could have been seen
 * @param firstHeartbeatMs first heartbeat of its gateway that listed it
 * @param heartbeatMs newest one
 */
public record PlugSight(
    String gateway,
    int reportIntervalS,
    long reportMs,
    long usableMs,
    long firstHeartbeatMs,
    long heartbeatMs) {

  static PlugSight never(String gateway) {
    return new PlugSight(gateway, 0, 0, 0, 0, 0);
  }

  PlugSight report(String through, long atMs, boolean usable, int intervalS) {
    return new PlugSight(
        through,
        intervalS,
        Math.max(reportMs, atMs),
        usable ? Math.max(usableMs, atMs) : usableMs,
        firstHeartbeatMs,
        heartbeatMs);
  }

  PlugSight heartbeat(String through, long atMs, int intervalS) {
    return new PlugSight(
        through,
        intervalS,
        reportMs,
        usableMs,
        firstHeartbeatMs == 0 ? atMs : firstHeartbeatMs,
        Math.max(heartbeatMs, atMs));
  }

  /** From when on heartbeats without a usable report mean silence, event time. */
  long silentFromMs(long leastSilenceMs) {
    long allowed = Math.max(leastSilenceMs, 3L * reportIntervalS * 1000);
    return unheardSinceMs() + allowed;
  }

  /** Newest usable report, or the first heartbeat that named the plug where there is none. */
  long unheardSinceMs() {
    return usableMs > 0 ? usableMs : firstHeartbeatMs;
  }

  /** The gateway's heartbeats go on, usable reports do not. */
  boolean silent(long leastSilenceMs) {
    return heartbeatMs > silentFromMs(leastSilenceMs);
  }
}
