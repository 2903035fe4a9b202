package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.SequenceRange;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One stream's batches on this machine's disk, waiting for receipts, each at a place of its own:
 * for the gateway's own batches their sequence, for relayed ones the order of arrival. Threads:
 * any; nothing waits for the disk, futures do.
 */
public interface Backlog {
  /** What tells this stream from others. */
  Key key();

  /** Highest place taken so far; 0 = none. Cheap. */
  long highest();

  /** The batches whose place is greater than the given one, lowest place first. */
  CompletableFuture<List<Parcel>> after(long place, int limit);

  /** Deletes exactly the batches with these sequences. */
  CompletableFuture<Deleted> delete(List<SequenceRange> sequences);

  /**
   * @param batches how many there were
   * @param places where they were
   */
  record Deleted(long batches, List<SequenceRange> places) {}

  /** A stream: one gateway's batches of one domain, since its spool was made. */
  record Key(String gateway, Domain domain, long epoch) {}
}
