package city.pulso.simulator.device;

import java.util.Map;

/**
 * What became of the devices' messages so far.
 *
 * @param sent attempts started
 * @param accepted messages the gateways have
 * @param acceptedReadings readings in them
 * @param refused messages the gateways will never take (4.xx)
 * @param retries attempts that were not answered, or answered "not now"
 * @param inFlight attempts without an answer yet
 * @param waiting messages submitted and not answered, those in flight included
 * @param retrying messages of them that failed at least once
 * @param refusals refused messages by diagnostic, the first {@value #MAX_REASONS} kinds
 * @param lastTrouble why the newest failed attempt failed, empty if none did
 */
public record SenderStatus(
    long sent,
    long accepted,
    long acceptedReadings,
    long refused,
    long retries,
    int inFlight,
    int waiting,
    int retrying,
    Map<String, Long> refusals,
    String lastTrouble) {
  /** Kinds of refusal told apart; all others are counted as "other". */
  public static final int MAX_REASONS = 32;

  public SenderStatus {
    refusals = Map.copyOf(refusals);
  }
}
