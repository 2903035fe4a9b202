package city.pulso.jobs.air.station;

import city.pulso.jobs.air.average.RunningMeans;
import city.pulso.jobs.air.quality.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of evidence changed.
 *
 * @param verdict quality control's word on the reading; null for a heartbeat
 * @param placement what became of the reading
 * @param hours hours to write: new ones, and older ones that late data changed
 * @param indices hours whose index is to be written, likewise
 * @param running hours whose running means are to be written, likewise
 * @param health how the station did in the hours to write
 * @param skippedHours hours that were never said, because the evidence jumped by more than is kept
 */
public record Outcome(
    @Nullable Verdict verdict,
    Placement placement,
    List<HourRecord> hours,
    List<HourRecord> indices,
    List<RunningHour> running,
    List<HourHealth> health,
    int skippedHours) {

  public Outcome {
    hours = List.copyOf(hours);
    indices = List.copyOf(indices);
    running = List.copyOf(running);
    health = List.copyOf(health);
  }

  /**
   * Running means that end with an hour.
   *
   * @param hourMs start of that hour, Unix milliseconds
   * @param revision 1 = first result; grows when late data changed an hour they rest on
   * @param means over 1, 8 and 24 hours
   */
  public record RunningHour(long hourMs, int revision, List<RunningMeans> means) {
    public RunningHour {
      means = List.copyOf(means);
    }
  }

  /** What became of a reading. */
  public enum Placement {
    /** No reading: a heartbeat. */
    NONE,
    /** In its hour, in time. */
    IN_TIME,
    /** In its hour, which had been said already and will be said again. */
    LATE,
    /** In place of an earlier reading of the same moment. */
    REPLACED,
    /** Stored raw only: its hour is no longer kept. */
    TOO_LATE,
    /** Stored raw only: its time is doubtful. */
    DOUBTFUL,
    /** Stored raw only: its hour holds all it can. */
    OVERFULL
  }
}
