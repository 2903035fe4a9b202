package city.pulso.alerting.notify;

import java.time.Duration;

/**
 * How a notification that failed is tried again. Waiting is in real time, whatever the city's clock
 * says; attempts are counted across restarts.
 *
 * @param attempts in all, before it is given up
 * @param first wait after the first failure; doubles with each
 * @param longest longest wait
 */
public record RetryPolicy(int attempts, Duration first, Duration longest) {

  /** Forty attempts, from one second to five minutes apart: about three hours. */
  public static RetryPolicy standard() {
    return new RetryPolicy(40, Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  /** How long to wait after so many failures. */
  public Duration after(int failures) {
    Duration wait = first;
    for (int i = 1; i < failures && wait.compareTo(longest) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
