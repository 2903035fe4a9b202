package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.SequenceRange;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the writer thread is asked to do. */
sealed interface Request {
  /** Completed by the writer thread alone. */
  CompletableFuture<?> done();

  /** Store these. */
  record Append(Domain domain, List<Incoming> readings, CompletableFuture<Void> done)
      implements Request {}

  /** Store what the author writes once everything before it has its place. */
  record Author(Domain domain, HeartbeatAuthor author, CompletableFuture<Void> done)
      implements Request {}

  /** Delete what is receipted. */
  record Delete(Domain domain, List<SequenceRange> ranges, CompletableFuture<Long> done)
      implements Request {}

  /** Show batches; answered after the commit, so it sees everything asked for before. */
  record Read(
      Domain domain, long first, long last, int limit, CompletableFuture<List<StoredBatch>> done)
      implements Request {}

  /** Stop after what is in the queue. */
  record Stop(CompletableFuture<Void> done) implements Request {}
}
