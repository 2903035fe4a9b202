package city.pulso.edge.spool;

import city.pulso.edge.config.Problems;
import java.time.Duration;

/**
 * @param maxBytes bytes of batches kept on disk
 * @param linger how long the writer waits at most until as many requests are there as the commit
 *     before had, at most 1 s; 0 = never. Every waiting device shares the sync
 * @param synced false: {@code synchronous=OFF}. Only for measuring what durability costs, and as
 *     the negative control of tests: readings that were acknowledged are lost at a power cut
 * @param budget how full the spool may be while a domain is still accepted
 * @param evict what may be given up when it is fuller
 */
public record SpoolConfig(
    long maxBytes, Duration linger, boolean synced, SpoolBudget budget, EvictionPolicy evict) {
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

  /** The usual budget; nothing is evicted. */
  public SpoolConfig(long maxBytes, Duration linger, boolean synced) {
    this(maxBytes, linger, synced, SpoolBudget.defaults(), EvictionPolicy.NONE);
  }

  /** 256 MiB, 3 ms, synced, the usual budget; nothing is evicted. */
  public static SpoolConfig defaults() {
    return new SpoolConfig(1L << 28, Duration.ofMillis(3), true);
  }

  /** The same with another budget and policy. */
  public SpoolConfig with(SpoolBudget otherBudget, EvictionPolicy otherEvict) {
    return new SpoolConfig(maxBytes, linger, synced, otherBudget, otherEvict);
  }

  /**
   * Bytes up to which heartbeats are written: a twentieth beyond everything else, so that a full
   * spool still says that it is full, and months without an uplink do not fill the disk.
   */
  long heartbeatBytes() {
    return maxBytes + maxBytes / 20;
  }
}
