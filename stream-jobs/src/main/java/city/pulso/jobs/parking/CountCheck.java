package city.pulso.jobs.parking;

import city.pulso.schemas.v1.CountObservation;
import java.util.ArrayList;
import java.util.List;

/**
 * What is impossible in a car park's published numbers. Flagged numbers are stored as they came,
 * and used for nothing. Plain Java, stateless.
 */
final class CountCheck {
  private CountCheck() {}

  /**
   * @param registered spaces by the registry; 0 = not known, then the published ones count
   */
  static List<String> flags(CountObservation count, int registered) {
    List<String> flags = new ArrayList<>(0);
    long capacity = capacity(count, registered);
    if (count.hasFree() && count.getFree() < 0) {
      flags.add("free-negative");
    }
    if (count.hasOccupied() && count.getOccupied() < 0) {
      flags.add("occupied-negative");
    }
    if (capacity > 0 && count.hasFree() && count.getFree() > capacity) {
      flags.add("free-above-capacity");
    }
    if (capacity > 0 && count.hasOccupied() && count.getOccupied() > capacity) {
      flags.add("occupied-above-capacity");
    }
    return flags;
  }

  /** Spaces: the registered ones, else the published ones; 0 = not known. */
  static long capacity(CountObservation count, int registered) {
    return registered > 0 ? registered : Integer.toUnsignedLong(count.getCapacity());
  }
}
