package city.pulso.jobs.parking;

import java.util.Optional;

/**
 * Newest usable numbers of a car park. Immutable; flat, for Flink's serializer.
 *
 * @param atMs event time of the newest report that could be used
 * @param changedAtMs since when these numbers hold
 */
public record CounterTrack(
    long capacity, long free, long occupied, long unknown, long atMs, long changedAtMs) {

  static CounterTrack of(ZoneCount places, long atMs) {
    return new CounterTrack(
        places.capacity(), places.free(), places.occupied(), places.unknown(), atMs, atMs);
  }

  ZoneCount places() {
    return new ZoneCount(capacity, free, occupied, unknown);
  }

  /** Without a usable report for three report intervals nothing is known any more. */
  Optional<CounterTrack> staleBy(long heartbeatMs, int reportIntervalS) {
    long staleAtMs = atMs + BayDebounce.STALE_INTERVALS * reportIntervalS * 1000L;
    boolean known = free + occupied > 0 || unknown < capacity;
    if (reportIntervalS == 0 || heartbeatMs <= staleAtMs || !known) {
      return Optional.empty();
    }
    return Optional.of(new CounterTrack(capacity, 0, 0, capacity, atMs, staleAtMs));
  }
}
