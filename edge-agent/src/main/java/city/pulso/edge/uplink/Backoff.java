package city.pulso.edge.uplink;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from {@code first} to {@code longest}, of
 * which a random half is waited at least, so that a thousand gateways do not come back in the same
 * second. An attempt that succeeded and did not last counts as failed: a peer that accepts and
 * hangs up at once is not hammered. One thread at a time.
 */
public final class Backoff {
  /** A connection that held this long was a good one. */
  private static final long GOOD_NS = Duration.ofSeconds(30).toNanos();

  private final long firstMs;
  private final long longestMs;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private int failures;
  private long connectedNs;
  private boolean connected;

  public Backoff(Duration first, Duration longest, RandomGenerator random, LongSupplier nanoTime) {
    this.firstMs = first.toMillis();
    this.longestMs = longest.toMillis();
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /** 200 ms doubling to 30 s. */
  public static Backoff usual() {
    return new Backoff(
        Duration.ofMillis(200),
        Duration.ofSeconds(30),
        RandomGenerator.getDefault(),
        System::nanoTime);
  }

  /** An attempt succeeded. */
  public synchronized void connected() {
    connected = true;
    connectedNs = nanoTime.getAsLong();
  }

  /** An attempt failed, or a connection ended: how long to wait before the next. */
  public synchronized Duration next() {
    if (connected && nanoTime.getAsLong() - connectedNs >= GOOD_NS) {
      failures = 0;
    }
    connected = false;
    // Capped before doubling: a shift by 60 would turn negative.
    long capped = failures > 20 ? longestMs : Math.min(longestMs, firstMs << failures);
    failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
    return Duration.ofMillis(capped / 2 + Math.round(capped / 2.0 * random.nextDouble()));
  }

  /** Attempts that failed one after the other. */
  public synchronized int failures() {
    return failures;
  }
}
