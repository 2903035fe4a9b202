package city.pulso.flink.mqtt.reader;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Remembers up to which delivery of one subscriber each checkpoint reaches. Deliveries are emitted
 * in order, so one number says it all. Task thread only.
 */
final class AckLedger {
  private final NavigableMap<Long, Long> byCheckpoint = new TreeMap<>();
  private long emitted;
  private long durable;

  /** Every record of this delivery, and of all before it, has been emitted. */
  void emitted(long delivery) {
    emitted = delivery;
  }

  void snapshot(long checkpointId) {
    byCheckpoint.put(checkpointId, emitted);
  }

  /** What this checkpoint contained stays with the next one. */
  void aborted(long checkpointId) {
    byCheckpoint.remove(checkpointId);
  }

  /**
   * Also settles older checkpoints: they are contained in this one. A checkpoint that completes
   * after a newer one settles nothing more.
   *
   * @return the last delivery that is safe in a completed checkpoint, 0 = none
   */
  long complete(long checkpointId) {
    var contained = byCheckpoint.headMap(checkpointId, true);
    for (long reach : contained.values()) {
      durable = Math.max(durable, reach);
    }
    contained.clear();
    return durable;
  }
}
