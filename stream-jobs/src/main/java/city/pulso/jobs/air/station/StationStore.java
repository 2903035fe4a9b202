package city.pulso.jobs.air.station;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.quality.QualityMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where one station's state is kept. Readings older than {@link StationAir#KEPT_HOURS} before the
 * newest evidence are dropped by {@link StationAir}, and a day later what was said of their hours;
 * the rest is replaced, never grows.
 */
public interface StationStore {
  Progress progress() throws IOException;

  void progress(Progress progress) throws IOException;

  QualityMemory quality() throws IOException;

  void quality(QualityMemory memory) throws IOException;

  /** Readings of an hour; {@link HourBucket#EMPTY} when none were heard. */
  HourBucket bucket(long hourMs) throws IOException;

  void bucket(long hourMs, HourBucket bucket) throws IOException;

  /** What has been said about an hour; null = nothing yet. */
  @Nullable HourRecord hour(long hourMs) throws IOException;

  void hour(HourRecord hour) throws IOException;

  /**
   * Forgets what is too old.
   *
   * @param bucketsMs readings of hours that start before this
   * @param hoursMs what was said of hours that start before this
   */
  void dropBefore(long bucketsMs, long hoursMs) throws IOException;
}
