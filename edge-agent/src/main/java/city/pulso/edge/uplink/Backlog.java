package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.SequenceRange;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One stream's batches on this machine's disk, waiting for receipts. Threads: any; nothing waits
 * for the disk, futures do.
 */
public interface Backlog {
  /** What tells this stream from others. */
  Key key();

  /** Highest sequence stored so far; 0 = none. Cheap. */
  long highest();

  /** The oldest batches whose sequence is greater than the given one, oldest first. */
  CompletableFuture<List<Parcel>> after(long sequence, int limit);

  /** Deletes exactly the named batches and completes with how many of them there were. */
  CompletableFuture<Long> delete(List<SequenceRange> ranges);

  /** A stream: one gateway's batches of one domain, since its spool was made. */
  record Key(String gateway, Domain domain, long epoch) {}
}
