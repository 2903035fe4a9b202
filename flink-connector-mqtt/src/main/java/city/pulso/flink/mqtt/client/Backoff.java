package city.pulso.flink.mqtt.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failed attempt: doubling, capped, and spread by a quarter either way, so
 * that many clients do not come back to a restarted broker at the same moment.
 */
record Backoff(Duration first, Duration longest, RandomGenerator random) {
  private static final int MOST_DOUBLINGS = 20;

  /**
   * @param failures attempts that failed in a row, 0 = the first attempt after a connection was
   *     lost
   */
  Duration after(int failures) {
    long doubled = first.toMillis() << Math.min(failures, MOST_DOUBLINGS);
    long capped = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(Math.round(capped * random.nextDouble(0.75, 1.25)));
  }
}
