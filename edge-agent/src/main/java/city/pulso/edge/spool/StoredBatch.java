package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.ByteString;

/**
 * A batch as it lies on disk and goes out, however often it is sent.
 *
 * @param sequence 1, 2, 3 … within the stream
 * @param acceptedMs gateway's clock when it was stored, Unix milliseconds
 * @param readings how many it carries, heartbeats not counted
 * @param bytes serialized {@code TelemetryBatch}
 */
public record StoredBatch(
    Domain domain, long sequence, long acceptedMs, int readings, ByteString bytes) {
  static StoredBatch of(TelemetryBatch batch, long acceptedMs) {
    int readings =
        (int) batch.getReadingsList().stream().filter(each -> !each.hasHeartbeat()).count();
    return new StoredBatch(
        batch.getDomain(), batch.getSequence(), acceptedMs, readings, batch.toByteString());
  }
}
