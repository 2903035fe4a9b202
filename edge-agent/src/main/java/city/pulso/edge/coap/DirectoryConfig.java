package city.pulso.edge.coap;

import city.pulso.edge.config.Problems;
import java.net.URI;
import java.time.Duration;

/**
 * A resource directory (RFC 9176) at which the agent makes itself known.
 *
 * @param uri the directory, for example {@code coap://rd.city.example}: it is asked for the path to
 *     register at; a path in it is taken instead
 * @param lifetime how long a registration holds without being renewed
 */
public record DirectoryConfig(URI uri, Duration lifetime) {
  public DirectoryConfig {
    new Problems("resource-directory")
        .check(
            "coap".equals(uri.getScheme()) && uri.getHost() != null, "uri", uri, "coap://host:port")
        .check(
            lifetime.compareTo(Duration.ofMinutes(1)) >= 0
                && lifetime.compareTo(Duration.ofDays(30)) <= 0,
            "lifetime",
            lifetime,
            "1m to 720h")
        .throwIfAny();
  }

  /** Whether the path to register at is given, so that nobody needs to be asked. */
  boolean path() {
    return uri.getPath().length() > 1;
  }
}
