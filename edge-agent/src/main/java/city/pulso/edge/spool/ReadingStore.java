package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where accepted readings go. The agent's is a {@link Spool}. Threads: any. */
@FunctionalInterface
public interface ReadingStore {
  /**
   * Takes readings of one stream, all or none.
   *
   * @return completes once they are kept, for an agent on disk and synced; fails with {@link
   *     SpoolFullException} when there is no room, otherwise with what went wrong, and then nothing
   *     may be taken for kept. What hangs on it must not block
   */
  CompletableFuture<Void> append(Domain domain, List<Reading> readings);
}
