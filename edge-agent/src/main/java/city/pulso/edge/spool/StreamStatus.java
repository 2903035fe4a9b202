package city.pulso.edge.spool;

/**
 * What the spool holds of one stream.
 *
 * @param batches batches without a receipt
 * @param bytes bytes of them
 * @param readings readings in them, heartbeats not counted
 * @param oldestAcceptedMs when the oldest of them was stored, Unix milliseconds; 0 = there is none
 * @param lowestSequence lowest sequence held; what is below will never be sent again. Nothing held:
 *     {@code nextSequence}
 * @param nextSequence sequence the next batch will have
 * @param accepted readings stored since the spool was made, heartbeats not counted
 * @param receipted readings deleted because of a receipt since the spool was opened, heartbeats not
 *     counted
 */
public record StreamStatus(
    long batches,
    long bytes,
    long readings,
    long oldestAcceptedMs,
    long lowestSequence,
    long nextSequence,
    long accepted,
    long receipted) {
  static final StreamStatus EMPTY = new StreamStatus(0, 0, 0, 0, 1, 1, 0, 0);

  StreamStatus withReceipted(long readingsDeleted) {
    return new StreamStatus(
        batches,
        bytes,
        readings,
        oldestAcceptedMs,
        lowestSequence,
        nextSequence,
        accepted,
        readingsDeleted);
  }
}
