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
 * @param device what is known of the device itself
 */
public record QualityMemory(Map<Quantity, Track> tracks, Device device) {
  /** Of a station never heard. */
  public static final QualityMemory EMPTY = new QualityMemory(Map.of(), Device.NONE);

  public QualityMemory {
    Map<Quantity, Track> copy = new EnumMap<>(Quantity.class);
    copy.putAll(tracks);
    tracks = Collections.unmodifiableMap(copy);
  }

  /**
   * The device as a whole.
   *
   * @param onSinceMs when it was switched on, as far as can be told; Unix milliseconds
   * @param lastMs time of its newest reading; {@link Long#MIN_VALUE} = none
   * @param sent its newest readings, oldest first, if it has a counter
   */
  public record Device(long onSinceMs, long lastMs, List<Sent> sent) {
    /** Never heard. */
    public static final Device NONE = new Device(Long.MIN_VALUE, Long.MIN_VALUE, List.of());

    public Device {
      sent = List.copyOf(sent);
    }
  }

  /**
   * A reading it sent.
   *
   * @param sequence its own counter
   * @param atMs when it was observed, Unix milliseconds
   * @param values hash of the values
   */
  public record Sent(long sequence, long atMs, int values) {}

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
