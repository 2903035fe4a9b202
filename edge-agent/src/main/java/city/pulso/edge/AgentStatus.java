package city.pulso.edge;

import java.util.Map;

/**
 * What an agent has done and holds, at one moment. Counts are since the agent's start unless said
 * otherwise; heartbeats are not counted as readings.
 *
 * @param gateway registry id
 * @param acceptedReadings readings on disk and acknowledged
 * @param refusedMessages messages or readings refused, by reason
 * @param evictedReadings readings given up for want of disk; this version never gives any up
 * @param spooledBatches batches on disk without a receipt, heartbeats included
 * @param foundReadings readings that were on disk without a receipt when the agent started
 * @param receiptedReadings readings deleted because of a receipt; accepted plus found is always
 *     receipted plus spooled
 * @param spooledReadings readings in them
 * @param spooledBytes bytes of them
 * @param inFlight batches sent and not receipted
 * @param receiptedBatches batches deleted because of a receipt
 * @param sentBatches batches handed to the broker for the first time
 * @param resentBatches batches sent again for want of a receipt
 * @param uplinkConnected whether the city's broker is connected now
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
    int devicesKnown) {
  public AgentStatus {
    refusedMessages = Map.copyOf(refusedMessages);
  }
}
