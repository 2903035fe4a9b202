package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where accepted readings go. The agent's is a {@link Spool}. Threads: any. */
public interface ReadingStore {
  /**
   * Takes readings of one stream, all or none.
   *
   * @return completes once they are kept, for an agent on disk and synced; fails with {@link
   *     SpoolFullException} when there is no room, otherwise with what went wrong, and then nothing
   *     may be taken for kept. What hangs on it must not block
   */
  CompletableFuture<Void> store(Domain domain, List<Incoming> readings);

  /**
   * What is remembered of a device's readings. It knows a reading at the latest when {@link #store}
   * completes.
   */
  Heard heard(String device);
}
