package city.pulso.alerting.notify;

import city.pulso.alerting.text.Language;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who can be told, and by what means. */
public sealed interface Receiver {
  Duration TIMEOUT = Duration.ofSeconds(10);

  /** What routes and the audit trail call it. */
  String name();

  /** Null: the language of the configuration. */
  @Nullable Language language();

  /**
   * HTTP POST of JSON.
   *
   * @param bearerTokenFile file whose first line is sent as bearer token; null: none
   * @param timeout of one attempt
   */
  record Webhook(
      String name,
      @Nullable Language language,
      URI uri,
      @Nullable Path bearerTokenFile,
      Duration timeout)
      implements Receiver {

    /** Without a token. */
    public static Webhook to(String name, URI uri) {
      return new Webhook(name, null, uri, null, TIMEOUT);
    }
  }

  /**
   * E-mail in plain text.
   *
   * @param server {@code smtp://host:port}, {@code smtp+starttls://} or {@code smtps://}; ports
   *     default to 25, 587 and 465
   * @param username null: none
   * @param passwordFile file whose first line is the password; null: none
   * @param timeout of connecting, of each read and of each write
   */
  record Mail(
      String name,
      @Nullable Language language,
      URI server,
      String from,
      List<String> to,
      @Nullable String username,
      @Nullable Path passwordFile,
      Duration timeout)
      implements Receiver {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    public Mail {
      to = List.copyOf(to);
    }

    /** Without a password. */
    public static Mail to(String name, URI server, String from, String to) {
      return new Mail(name, null, server, from, List.of(to), null, null, TIMEOUT);
    }

    /** Whether the server is on this machine. */
    public boolean isLoopback() {
      return LOOPBACK.contains(server.getHost());
    }
  }
}
