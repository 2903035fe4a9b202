package city.pulso.jobs.ingest;

import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Heartbeat;

/**
 * Which spool a piece of evidence came from, and, with a heartbeat, what its gateway counted of the
 * device. Flat, so that it is cheap to serialise.
 *
 * @param epoch the spool; 0 = not known (written by a release that did not tell)
 * @param repeated a reading of a batch that was seen before: it may be counted, and nothing else
 * @param salvaged a repeated reading whose batch came under another epoch before: this spool too
 *     counts it as accepted
 * @param accepted heartbeat: the device's readings accepted since the spool was made
 * @param refused heartbeat: messages refused that named the device, since the agent started
 * @param evicted heartbeat: its readings given up since the spool was made
 * @param agentStartedMs heartbeat: when the agent started, Unix milliseconds
 * @param lowestSequence heartbeat: lowest sequence of the stream still in the spool
 * @param unusable a reading that this job refused: it may be counted, and nothing else
 * @param refusedBecause heartbeat: why the newest of the refused messages was refused; may be empty
 */
public record Origin(
    long epoch,
    boolean repeated,
    boolean salvaged,
    long accepted,
    long refused,
    long evicted,
    long agentStartedMs,
    long lowestSequence,
    boolean unusable,
    String refusedBecause) {

  /** Of evidence that tells nothing. */
  public static final Origin UNKNOWN = reading(0, false);

  /** Of a reading. */
  public static Origin reading(long epoch, boolean repeated) {
    return new Origin(epoch, repeated, false, 0, 0, 0, 0, 0, false, "");
  }

  /** Of a reading that came and cannot be used. */
  public static Origin unusable(long epoch) {
    return new Origin(epoch, false, false, 0, 0, 0, 0, 0, true, "");
  }

  /** Whether the ledger alone may see it. */
  public boolean endsAtLedger() {
    return repeated || unusable;
  }

  /** The same, of a batch that was salvaged from a damaged spool after it had been seen. */
  Origin alreadyCounted() {
    return new Origin(epoch, true, true, 0, 0, 0, 0, 0, false, "");
  }

  /** Of what a heartbeat says of one device; unknown where it does not say of which sequences. */
  public static Origin heartbeat(long epoch, Heartbeat heartbeat, DeviceSeen seen) {
    if (heartbeat.getLowestSequence() == 0) {
      return UNKNOWN;
    }
    return new Origin(
        epoch,
        false,
        false,
        seen.getAccepted(),
        seen.getRefused(),
        seen.getEvicted(),
        heartbeat.getAgentStartedMs(),
        heartbeat.getLowestSequence(),
        false,
        seen.getRefusedBecause());
  }
}
