package city.pulso.jobs.air.quality;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What quality control remembers of one station between readings: some kilobytes at most, however
 * fast the station reports. Immutable.
 */
public final class QualityMemory {
  /** Of a station never heard. */
  public static final QualityMemory EMPTY =
      new QualityMemory(new @Nullable Track[Quantity.values().length], Device.NONE);

  private final @Nullable Track[] byQuantity;
  private final Device device;

  /**
   * @param byQuantity not to be changed afterwards
   */
  private QualityMemory(@Nullable Track[] byQuantity, Device device) {
    this.byQuantity = byQuantity;
    this.device = device;
  }

  /**
   * Of a station.
   *
   * @param tracks by quantity, those that were ever plausible
   * @param device what is known of the device itself
   */
  public static QualityMemory of(Map<Quantity, Track> tracks, Device device) {
    @Nullable Track[] byQuantity = EMPTY.byQuantity.clone();
    tracks.forEach((quantity, track) -> byQuantity[quantity.ordinal()] = track);
    return new QualityMemory(byQuantity, device);
  }

  /** What is known of a quantity; null = it never was plausible. */
  public @Nullable Track track(Quantity quantity) {
    return byQuantity[quantity.ordinal()];
  }

  /** What is known of the device itself. */
  public Device device() {
    return device;
  }

  /** All tracks, to be changed and handed to {@link #with}. */
  @Nullable Track[] tracks() {
    return byQuantity.clone();
  }

  /**
   * @param tracks by number of the quantity; not to be changed afterwards
   */
  static QualityMemory with(@Nullable Track[] tracks, Device device) {
    return new QualityMemory(tracks, device);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QualityMemory that
        && Arrays.equals(byQuantity, that.byQuantity)
        && device.equals(that.device);
  }

  @Override
  public int hashCode() {
    return device.hashCode();
  }

  @Override
  public String toString() {
    return "QualityMemory" + Arrays.toString(byQuantity) + device;
  }

  /**
   * The device as a whole.
   *
   * @param onSinceMs when it was switched on, as far as can be told; Unix milliseconds
   * @param lastMs time of its newest reading; {@link Long#MIN_VALUE} = none
   * @param sent its newest readings, if it has a counter
   */
  public record Device(long onSinceMs, long lastMs, Sent sent) {
    /** Never heard. */
    public static final Device NONE = new Device(Long.MIN_VALUE, Long.MIN_VALUE, Sent.NONE);
  }

  /**
   * One quantity.
   *
   * @param runValue newest value
   * @param runSinceMs since when it has been exactly this
   * @param lastMs time of the newest value
   * @param recent values of the last three hours, at least ten minutes apart
   */
  public record Track(double runValue, long runSinceMs, long lastMs, Recent recent) {}
}
