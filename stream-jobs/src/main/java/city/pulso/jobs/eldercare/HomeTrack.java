package city.pulso.jobs.eldercare;

/**
 * What is remembered about a home besides its plugs and alerts. Immutable; flat, for Flink's
 * serializer. Event times, Unix milliseconds; 0 = none.
 *
 * @param knownSinceMs when the home was registered, injected clock
 * @param firstReportMs first usable report of a plug that can show activity
 * @param lastActivityMs newest activity
 * @param lastReportMs newest report of any kind
 * @param evidenceMs newest evidence of any kind
 * @param state rank of the last verdict; -1: none yet
 * @param because of the last verdict
 * @param sinceMs since when that verdict holds
 * @param writtenHour newest hour for which a point was written, hours since 1970-01-01
 * @param pipelineLateMs since when nobody in the city is heard
 */
public record HomeTrack(
    long knownSinceMs,
    long firstReportMs,
    long lastActivityMs,
    long lastReportMs,
    long evidenceMs,
    int state,
    String because,
    long sinceMs,
    long writtenHour,
    long pipelineLateMs) {

  static final HomeTrack UNKNOWN = new HomeTrack(0, 0, 0, 0, 0, -1, "", 0, 0, 0);

  HomeTrack registered(long atMs) {
    return new HomeTrack(
        atMs,
        firstReportMs,
        lastActivityMs,
        lastReportMs,
        evidenceMs,
        state,
        because,
        sinceMs,
        writtenHour,
        pipelineLateMs);
  }

  HomeTrack report(long atMs, boolean usable, boolean active) {
    return new HomeTrack(
        knownSinceMs,
        firstReportMs == 0 && usable ? atMs : firstReportMs,
        active ? Math.max(lastActivityMs, atMs) : lastActivityMs,
        Math.max(lastReportMs, atMs),
        Math.max(evidenceMs, atMs),
        state,
        because,
        sinceMs,
        writtenHour,
        pipelineLateMs);
  }

  HomeTrack heartbeat(long atMs) {
    return new HomeTrack(
        knownSinceMs,
        firstReportMs,
        lastActivityMs,
        lastReportMs,
        Math.max(evidenceMs, atMs),
        state,
        because,
        sinceMs,
        writtenHour,
        pipelineLateMs);
  }

  HomeTrack pipeline(long lateSinceMs) {
    return new HomeTrack(
        knownSinceMs,
        firstReportMs,
        lastActivityMs,
        lastReportMs,
        evidenceMs,
        state,
        because,
        sinceMs,
        writtenHour,
        lateSinceMs);
  }

  HomeTrack written(int newState, String newBecause, long newSinceMs, long hour) {
    return new HomeTrack(
        knownSinceMs,
        firstReportMs,
        lastActivityMs,
        lastReportMs,
        evidenceMs,
        newState,
        newBecause,
        newSinceMs,
        hour,
        pipelineLateMs);
  }
}
