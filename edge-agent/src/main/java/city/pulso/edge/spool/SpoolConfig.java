package city.pulso.edge.spool;

import city.pulso.edge.config.Problems;
import java.time.Duration;

/**
 * @param maxBytes bytes of batches kept on disk; air may use 70 % of it, parking 85 %, homes all of
 *     it, so that care data still finds room when less important data does not
 * @param linger how long the writer waits for company before it commits, at most 1 s; 0 = never.
 *     Every waiting device shares the sync. When many batches wait for receipts it waits ten times
 *     as long, which makes fewer and larger batches
 * @param synced false: {@code synchronous=OFF}. Only for measuring what durability costs, and as
 *     the negative control of tests: readings that were acknowledged are lost at a power cut
 */
public record SpoolConfig(long maxBytes, Duration linger, boolean synced) {
  private static final long LEAST = 1L << 16;

  public SpoolConfig {
    new Problems("spool")
        .check(maxBytes >= LEAST, "max-bytes", maxBytes, LEAST + " or more")
        .check(
            !linger.isNegative() && linger.compareTo(Duration.ofSeconds(1)) <= 0,
            "linger",
            linger,
            "0s to 1s")
        .throwIfAny();
  }

  /** 256 MiB, 3 ms, synced. */
  public static SpoolConfig defaults() {
    return new SpoolConfig(1L << 28, Duration.ofMillis(3), true);
  }
}
