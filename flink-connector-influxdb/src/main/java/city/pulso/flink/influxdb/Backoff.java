package city.pulso.flink.influxdb;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait before a retry: doubling, capped, spread by a quarter either way. */
record Backoff(Duration first, Duration longest, RandomGenerator random) {
  private static final int MOST_DOUBLINGS = 20;

  /** A server may ask for more than the longest pause, up to this. */
  private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

  /**
   * @param retry 0 = the first retry
   * @param wish what the server asked for, null if nothing
   */
  Duration before(int retry, @Nullable Duration wish) {
    if (wish != null) {
      return wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH;
    }
    long doubled = first.toMillis() << Math.min(retry, MOST_DOUBLINGS);
    long capped = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(Math.round(capped * random.nextDouble(0.75, 1.25)));
  }
}
