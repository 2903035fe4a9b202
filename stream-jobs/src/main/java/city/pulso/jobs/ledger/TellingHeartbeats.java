package city.pulso.jobs.ledger;

import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Origin;
import city.pulso.schemas.v1.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what can change anything: every reading, and of a device's heartbeats
 *
 * <ul>
 *   <li>the first in each {@link #SPACING} of event time, hence of each hour;
 *   <li>each that counts anything else than the readings that went by since the one before: another
 *       spool or agent, something refused, evicted or unaccounted for;
 *   <li>each after a reading that was late, unusable, repeated, or not the next by the device's own
 *       number, and each after one that told of another spool or agent, or of something refused or
 *       evicted: the ledger tells such hours with the next heartbeat.
 * </ul>
 *
 * <p>The others leave the ledger's book as it is. Placed behind the Sequencer, in front of the
 * network, because two of three elements are heartbeats.
 *
 * <p>No state: what it remembers is for saving work, and after a restart the first heartbeat of
 * every device passes. Bounded by {@link #MOST}.
 */
public final class TellingHeartbeats extends RichFilterFunction<Evidence> {
  /** Divides the hour, so that the first heartbeat of an hour always passes. */
  static final Duration SPACING = Duration.ofMinutes(5);

  /** Devices remembered; when there are more it begins anew. */
  static final int MOST = 200_000;

  private static final long serialVersionUID = 1L;
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  private transient Map<String, Heard> byDevice;

  /** What was heard of a device since the last heartbeat of it that passed. */
  private static final class Heard {
    private @Nullable Origin passed;
    private long slot;
    private long newestMs = Long.MIN_VALUE;
    private long number = Long.MIN_VALUE;
    private long readings;
    private boolean telling;
  }

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  public TellingHeartbeats() {}

  @Override
  public void open(OpenContext context) {
    byDevice = new HashMap<>();
  }

  @Override
  public boolean filter(Evidence evidence) {
    Heard heard = byDevice.get(evidence.device());
    if (heard == null) {
      if (byDevice.size() >= MOST) {
        byDevice.clear();
      }
      heard = new Heard();
      byDevice.put(evidence.device(), heard);
    }
    Reading reading = evidence.reading();
    if (reading == null) {
      return passes(heard, evidence);
    }
    note(heard, evidence.origin(), reading);
    return true;
  }

  private static void note(Heard heard, Origin origin, Reading reading) {
    long atMs = reading.getObservedAtMs();
    long averagedMs = Math.max(0, reading.getAir().getAveragedOverS()) * 1000L;
    boolean late = hourOf(atMs - averagedMs / 2) < hourOf(heard.newestMs);
    long number = reading.hasDeviceSequence() ? reading.getDeviceSequence() : 0;
    boolean next = !reading.hasDeviceSequence() || number == heard.number + 1;
    heard.telling |= late || !next || origin.endsAtLedger();
    if (reading.hasDeviceSequence() && !origin.repeated()) {
      heard.number = number;
    }
    heard.newestMs = Math.max(heard.newestMs, atMs);
    heard.readings++;
  }

  private static boolean passes(Heard heard, Evidence evidence) {
    Origin origin = evidence.origin();
    Origin before = heard.passed;
    long slot = Math.floorDiv(evidence.atMs(), SPACING.toMillis());
    heard.newestMs = Math.max(heard.newestMs, evidence.atMs());
    boolean tells = before == null || tells(before, origin);
    boolean adds = before != null && origin.accepted() - before.accepted() == heard.readings;
    if (!tells && adds && !heard.telling && slot == heard.slot) {
      return false;
    }
    heard.telling = tells;
    heard.passed = origin;
    heard.slot = slot;
    heard.readings = 0;
    return true;
  }

  private static boolean tells(Origin before, Origin now) {
    return now.epoch() == 0
        || now.epoch() != before.epoch()
        || now.agentStartedMs() != before.agentStartedMs()
        || now.refused() != before.refused()
        || now.evicted() != before.evicted();
  }

  private static long hourOf(long atMs) {
    return Math.floorDiv(atMs, HOUR_MS);
  }
}
