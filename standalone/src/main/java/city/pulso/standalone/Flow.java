package city.pulso.standalone;

import java.util.Map;

/**
 * Where the readings are, heartbeats not counted, at one moment.
 *
 * @param accepted readings the gateways have accepted since the start, plus those that waited on
 *     their disks at the start
 * @param stored readings whose batch is in a completed checkpoint, after the store had them
 * @param waiting readings on the gateways' disks, without a receipt
 * @param evicted readings given up for want of disk
 * @param refused messages refused, by reason
 * @param dropped messages the broker dropped; the gateways send them again
 */
record Flow(
    long accepted,
    long stored,
    long waiting,
    long evicted,
    Map<String, Long> refused,
    long dropped) {
  Flow {
    refused = Map.copyOf(refused);
  }

  /** Readings nobody can account for: zero, always. */
  long unaccounted() {
    return accepted - stored - waiting - evicted;
  }

  long refusedTotal() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }
}
