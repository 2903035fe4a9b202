package city.pulso.jobs.air.station;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been said about one hour of one station.
 *
 * @param hourMs start of the hour, Unix milliseconds
 * @param means hourly means that are complete enough, in each pollutant's own unit
 * @param readings readings received for the hour
 * @param flagged of them, those with a value that entered no mean
 * @param revision 1 = first result of the hour; grows when late data changed it
 * @param index what the index scheme says
 * @param indexRevision 1 = first index of the hour; grows when late data changed it
 * @param runningRevision 1 = first running means of the hour; grows when late data changed an hour
 *     they rest on; 0 = never said
 * @param ownRank rank the hour's own means would have by themselves; 0 = no data
 */
public record HourRecord(
    long hourMs,
    Map<Pollutant, BigDecimal> means,
    int readings,
    int flagged,
    int revision,
    HourIndex index,
    int indexRevision,
    int runningRevision,
    int ownRank) {

  public HourRecord {
    Map<Pollutant, BigDecimal> copy = new EnumMap<>(Pollutant.class);
    copy.putAll(means);
    means = Collections.unmodifiableMap(copy);
  }

  /**
   * This result as the successor of an older one: a revision grows where something changed.
   *
   * @param newRunning whether an hour that the running means rest on changed
   */
  HourRecord revising(HourRecord old, boolean newRunning) {
    boolean sameIndex = index.equals(old.index);
    return new HourRecord(
        hourMs,
        means,
        readings,
        flagged,
        sameHour(old) ? old.revision : old.revision + 1,
        index,
        sameIndex ? old.indexRevision : old.indexRevision + 1,
        newRunning ? old.runningRevision + 1 : old.runningRevision,
        ownRank);
  }

  /** Whether the hour itself, without what rests on it, came out the same. */
  boolean sameHour(HourRecord other) {
    return means.equals(other.means) && readings == other.readings && flagged == other.flagged;
  }

  /**
   * The index as it is stored and shown.
   *
   * @param value null = no data
   * @param category key of the category, {@code no-data} without a value
   * @param rank rank of the category, 0 = no data
   * @param responsible keys of the pollutants that reach the value, comma separated
   * @param nowCast PM2.5 NowCast, ug/m3; null = not reportable
   * @param missing keys of the pollutants it does not speak of, comma separated: particles without
   *     a valid average, and whatever else the station measures
   */
  public record HourIndex(
      @Nullable Integer value,
      String category,
      int rank,
      String responsible,
      @Nullable BigDecimal nowCast,
      String missing) {}
}
