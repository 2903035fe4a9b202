package city.pulso.jobs.parking;

import city.pulso.schemas.v1.CountObservation;
import java.util.Optional;

/**
 * Places of one zone. Availability is the range free to free + unknown.
 *
 * @param capacity spaces in service; 0 = not known
 * @param free free for certain
 * @param occupied occupied for certain
 * @param unknown neither
 */
public record ZoneCount(long capacity, long free, long occupied, long unknown) {

  /**
   * Counts bays with a sensor each.
   *
   * @param registered bays of the zone by the registry
   * @param tracks those that were heard
   */
  static ZoneCount ofBays(int registered, Iterable<BayTrack> tracks) {
    long free = 0;
    long occupied = 0;
    for (BayTrack bay : tracks) {
      free += bay.state() == BayTrack.FREE ? 1 : 0;
      occupied += bay.state() == BayTrack.OCCUPIED ? 1 : 0;
    }
    return new ZoneCount(registered, free, occupied, rest(registered, free, occupied));
  }

  /**
   * Reads a car park's published numbers.
   *
   * @param registered spaces by the registry; 0 = not known
   * @return empty if they say nothing that can be used
   */
  static Optional<ZoneCount> ofCounter(CountObservation count, int registered) {
    if (!CountCheck.flags(count, registered).isEmpty()) {
      return Optional.empty();
    }
    long capacity = CountCheck.capacity(count, registered);
    return switch (count.getStatus()) {
      case CLOSED -> Optional.of(new ZoneCount(0, 0, 0, 0));
      case NO_INFORMATION -> Optional.of(nothingKnown(capacity));
      case FULL -> Optional.of(new ZoneCount(capacity, 0, capacity, 0));
      case OPEN, SITE_STATUS_UNSPECIFIED, UNRECOGNIZED -> numbers(count, capacity);
    };
  }

  /** A car park that says nothing. */
  static ZoneCount nothingKnown(long capacity) {
    return new ZoneCount(capacity, 0, 0, capacity);
  }

  private static Optional<ZoneCount> numbers(CountObservation count, long capacity) {
    if (count.hasFree()) {
      long free = count.getFree();
      long occupied =
          count.hasOccupied() ? count.getOccupied() : capacity > 0 ? capacity - free : 0;
      return Optional.of(new ZoneCount(capacity, free, occupied, rest(capacity, free, occupied)));
    }
    if (count.hasOccupied() && capacity > 0) {
      long occupied = count.getOccupied();
      return Optional.of(new ZoneCount(capacity, capacity - occupied, occupied, 0));
    }
    return Optional.empty();
  }

  private static long rest(long capacity, long free, long occupied) {
    return Math.max(0, capacity - free - occupied);
  }
}
