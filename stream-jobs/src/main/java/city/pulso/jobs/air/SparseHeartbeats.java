package city.pulso.jobs.air;

import static city.pulso.jobs.air.average.HourBucket.HOUR_MS;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.schemas.v1.Reading;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;

/**
 * Lets through what can change a station: every reading, and of the heartbeats the first in each
 * five minutes of evidence time and the first after a reading for an hour that is over. The others
 * move a station's evidence within an hour, which says nothing: hours, indices and their revisions
 * come out the same with and without them.
 *
 * <p>No state: what it remembers is for saving work, and after a restart the first heartbeat of
 * every subject passes. Bounded by {@link #MOST}.
 */
final class SparseHeartbeats extends RichFilterFunction<Evidence> {
  /** Divides the hour, so that the first heartbeat of an hour always passes. */
  static final long SPACING_MS = HOUR_MS / 12;

  /** Subjects remembered; when there are more it begins anew. */
  static final int MOST = 200_000;

  private static final long serialVersionUID = 1L;

  private transient Map<String, Passed> bySubject;

  /** What a subject has passed on. */
  private static final class Passed {
    private long newestMs = Long.MIN_VALUE;
    private long slot = Long.MIN_VALUE;
    private boolean late;
  }

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  SparseHeartbeats() {}

  @Override
  public void open(OpenContext context) {
    bySubject = new HashMap<>();
  }

  @Override
  public boolean filter(Evidence evidence) {
    if (bySubject.size() >= MOST) {
      bySubject.clear();
    }
    Passed passed = bySubject.computeIfAbsent(evidence.subjectKey(), key -> new Passed());
    Reading reading = evidence.reading();
    if (reading != null) {
      long hourMs =
          HourBucket.hourOf(evidence.atMs(), Math.max(0, reading.getAir().getAveragedOverS()));
      if (reading.getDoubtsCount() == 0) {
        passed.newestMs = Math.max(passed.newestMs, evidence.atMs());
      }
      passed.late |= hourMs < HourBucket.floor(passed.newestMs);
      return true;
    }
    long slot = Math.floorDiv(evidence.atMs(), SPACING_MS);
    boolean passes = passed.late || slot > passed.slot;
    passed.newestMs = Math.max(passed.newestMs, evidence.atMs());
    if (passes) {
      passed.slot = Math.max(passed.slot, slot);
      passed.late = false;
    }
    return passes;
  }
}
