package city.pulso.jobs.air.station;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a station has come. Immutable.
 *
 * @param evidenceMs newest evidence, Unix milliseconds; {@link Long#MIN_VALUE} = none
 * @param closedThroughMs end of the newest hour that has been said; {@link Long#MIN_VALUE} = none
 * @param dirty starts of hours said before that late readings have changed since, ascending
 * @param latest newest values
 */
public record Progress(long evidenceMs, long closedThroughMs, List<Long> dirty, Latest latest) {
  /** Of a station never heard. */
  public static final Progress NONE =
      new Progress(Long.MIN_VALUE, Long.MIN_VALUE, List.of(), Latest.NONE);

  public Progress {
    dirty = dirty.size() < 2 ? List.copyOf(dirty) : dirty.stream().distinct().sorted().toList();
  }

  /**
   * Newest values that passed quality control.
   *
   * @param observedAtMs time of the newest reading, Unix milliseconds; 0 = none
   * @param pm25 ug/m3, of that reading; null when it had none or it was flagged
   * @param pm10 ug/m3, likewise
   * @param batteryPercent newest that was reported; null = never
   */
  public record Latest(
      long observedAtMs,
      @Nullable Double pm25,
      @Nullable Double pm10,
      @Nullable Integer batteryPercent) {
    /** Nothing heard. */
    public static final Latest NONE = new Latest(0, null, null, null);
  }

  /** Whether nothing has been heard yet. */
  public boolean fresh() {
    return evidenceMs == Long.MIN_VALUE;
  }
}
