package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import java.sql.SQLException;

/**
 * A batch in the making. One that is stored, still small, and was read by nobody yet is continued
 * by the next commit: on the disk that costs no more than another one beside it, and what waits for
 * its turn to be sent waits in fewer batches.
 */
final class BatchDraft {
  /** Bytes up to which a stored batch is continued: half a page of the file. */
  private static final int SMALL_BYTES = SpoolFile.PAGE_BYTES / 2;

  /** Bytes of readings in one batch; one reading may exceed it. */
  private static final int MOST_BYTES = 1 << 16;

  private final long acceptedMs;
  private final TelemetryBatch.Builder batch;
  private final Names names = new Names();
  private int bytes;
  private boolean closed;

  /** What of it is on disk already. */
  private final Stored before;

  /** What of it is on disk. */
  private record Stored(int bytes, int readings) {
    private static final Stored NOTHING = new Stored(0, 0);
  }

  /** What became of a stream by writing it. */
  record Written(boolean isNew, long moreBytes, int moreReadings) {}

  private BatchDraft(TelemetryBatch.Builder batch, long acceptedMs, Stored before) {
    this.batch = batch;
    this.acceptedMs = acceptedMs;
    this.before = before;
  }

  /** An empty one. */
  static BatchDraft of(String gateway, Domain domain, long epoch, long sequence, long nowMs) {
    return new BatchDraft(
        TelemetryBatch.newBuilder()
            .setGateway(gateway)
            .setDomain(domain)
            .setEpoch(epoch)
            .setSequence(sequence),
        nowMs,
        Stored.NOTHING);
  }

  /** A copy to continue; this one stays what it is, in case the commit fails. */
  BatchDraft continued() {
    StoredBatch stored = stored();
    BatchDraft copy =
        new BatchDraft(
            batch.clone(), acceptedMs, new Stored(stored.bytes().size(), stored.readings()));
    copy.names.addAll(names);
    copy.bytes = bytes;
    return copy;
  }

  long sequence() {
    return batch.getSequence();
  }

  /** Whether another reading must go into another batch. */
  boolean isFullFor(Reading reading) {
    return bytes > 0 && bytes + reading.getSerializedSize() > MOST_BYTES;
  }

  /** Whether the next commit may continue it. */
  boolean isOpen() {
    return !closed && bytes < SMALL_BYTES;
  }

  void add(Incoming incoming) {
    batch.addReadings(incoming.reading());
    bytes += incoming.reading().getSerializedSize();
    names.add(incoming);
    // What a heartbeat says of the stream is true where the batch ends.
    closed |= incoming.reading().hasHeartbeat();
  }

  /** Writes it into the transaction. */
  Written write(SpoolFile file) throws SQLException {
    StoredBatch stored = stored();
    if (before == Stored.NOTHING) {
      file.insert(stored, names.toBytes());
    } else {
      file.replace(stored, names.toBytes());
    }
    return new Written(
        before == Stored.NOTHING,
        (long) stored.bytes().size() - before.bytes(),
        stored.readings() - before.readings());
  }

  private StoredBatch stored() {
    return StoredBatch.of(batch.build(), acceptedMs);
  }
}
