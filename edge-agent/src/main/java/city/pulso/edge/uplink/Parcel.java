package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Domain;
import com.google.protobuf.ByteString;
import java.util.List;

/**
 * One batch on its way up. The same gateway, domain, epoch and sequence are always the same bytes.
 *
 * @param place its number in the {@link Backlog} it comes from: what is read in this order
 * @param acceptedMs clock of the agent that sends it when it was stored there, Unix milliseconds
 * @param bytes serialized {@code TelemetryBatch}
 * @param via agents it came through before this one, first the one that accepted it from the
 *     gateway of its own; empty for the gateway's own batches
 */
public record Parcel(
    String gateway,
    Domain domain,
    long epoch,
    long sequence,
    long place,
    long acceptedMs,
    ByteString bytes,
    List<String> via) {
  public Parcel {
    via = List.copyOf(via);
  }

  /** The stream it belongs to. */
  public Backlog.Key stream() {
    return new Backlog.Key(gateway, domain, epoch);
  }
}
