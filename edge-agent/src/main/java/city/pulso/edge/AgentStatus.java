package city.pulso.edge;

import java.util.List;
import java.util.Map;

/**
 * What an agent has done and holds, at one moment. Counts are since the agent's start unless said
 * otherwise; heartbeats are not counted as readings.
 *
 * @param gateway registry id
 * @param acceptedReadings readings on disk and acknowledged
 * @param refusedMessages messages or readings refused, by reason
 * @param evictedReadings readings given up for want of disk, by the operator's policy
 * @param spooledBatches batches on disk without a receipt, heartbeats included
 * @param foundReadings readings that were on disk without a receipt when the agent started
 * @param receiptedReadings readings deleted because of a receipt; accepted plus found is always
 *     receipted plus evicted plus spooled, unless a damaged spool was set aside
 * @param spooledReadings readings in them
 * @param spooledBytes bytes of them
 * @param inFlight batches sent and not receipted
 * @param receiptedBatches batches deleted because of a receipt
 * @param sentBatches batches handed to the broker for the first time
 * @param resentBatches batches sent again for want of a receipt
 * @param uplinkConnected whether the city's broker is connected now
 * @param spoolProblem why nothing can be stored now; empty: the disk works
 * @param fullDomains domains whose devices hear 5.03 because the disk budget is used up
 * @param spoolFailures times that the disk failed
 * @param spoolsSetAside damaged spool files set aside
 * @param salvagedReadings readings taken over from them
 * @param devicesKnown devices in the gateway's registry entry; 0 = no entry yet
 */
public record AgentStatus(
    String gateway,
    long acceptedReadings,
    Map<String, Long> refusedMessages,
    long evictedReadings,
    long spooledBatches,
    long foundReadings,
    long receiptedReadings,
    long spooledReadings,
    long spooledBytes,
    long inFlight,
    long receiptedBatches,
    long sentBatches,
    long resentBatches,
    boolean uplinkConnected,
    String spoolProblem,
    List<String> fullDomains,
    long spoolFailures,
    long spoolsSetAside,
    long salvagedReadings,
    int devicesKnown) {
  public AgentStatus {
    fullDomains = List.copyOf(fullDomains);
    refusedMessages = Map.copyOf(refusedMessages);
  }
}
