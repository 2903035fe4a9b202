package city.pulso.jobs.air.quality;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What quality control remembers of one station between readings: some kilobytes at most, however
 * fast the station reports. Immutable.
 *
 * @param tracks by quantity, those that were ever plausible
 */
public record QualityMemory(Map<Quantity, Track> tracks) {
  /** Of a station never heard. */
  public static final QualityMemory EMPTY = new QualityMemory(Map.of());

  public QualityMemory {
    Map<Quantity, Track> copy = new EnumMap<>(Quantity.class);
    copy.putAll(tracks);
    tracks = Collections.unmodifiableMap(copy);
  }

  /**
   * One quantity.
   *
   * @param runValue newest value
   * @param runSinceMs since when it has been exactly this
   * @param lastMs time of the newest value
   * @param recent values of the last three hours, at least ten minutes apart, oldest first
   */
  public record Track(double runValue, long runSinceMs, long lastMs, List<Point> recent) {
    public Track {
      recent = List.copyOf(recent);
    }
  }

  /** A value at a time, Unix milliseconds. */
  public record Point(long atMs, double value) {}
}
