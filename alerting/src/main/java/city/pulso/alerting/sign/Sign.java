package city.pulso.alerting.sign;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A sign or an app that is told the latest state. Homes are never told: they are nobody's sign.
 *
 * @param kinds {@code air}, {@code parking} or both
 * @param timeout of one attempt
 */
public record Sign(String name, URI uri, List<String> kinds, Duration timeout) {
  /** What a sign may be told. */
  public static final List<String> KINDS = List.of("air", "parking");

  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  public Sign {
    kinds = List.copyOf(kinds);
  }

  /** One that is told everything a sign may know. */
  public static Sign at(String name, URI uri) {
    return new Sign(name, uri, KINDS, TIMEOUT);
  }
}
