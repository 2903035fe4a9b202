package city.pulso.alerting.console;

import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.live.LiveState;
import city.pulso.alerting.text.Language;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The web console. Everything except {@code /health}, {@code /metrics} and the style sheet asks for
 * the access token, which is made at the first start.
 */
public final class Console implements AutoCloseable {
  /** In the data directory. */
  public static final String TOKEN_FILE = "console.token";

  private static final long LARGEST_REQUEST = 16 * 1024;

  private final Javalin javalin;
  private final LiveFeed feed;
  private final String bind;

  private Console(Javalin javalin, LiveFeed feed, String bind) {
    this.javalin = javalin;
    this.feed = feed;
    this.bind = bind;
  }

  /**
   * What the console shows.
   *
   * @param connected whether the broker is heard
   * @param metrics text for {@code /metrics}
   * @param clock the city's
   */
  public record Subject(
      String city,
      ZoneId zone,
      Language language,
      AlertBook book,
      LiveState live,
      BooleanSupplier connected,
      Supplier<String> metrics,
      Clock clock) {}

  /**
   * Starts serving.
   *
   * @param dataDirectory where the access token is kept
   * @throws IOException when the token cannot be kept or the port cannot be had
   */
  public static Console start(ConsoleConfig config, Path dataDirectory, Subject subject)
      throws IOException {
    AccessToken token = AccessToken.load(dataDirectory.resolve(TOKEN_FILE), new SecureRandom());
    LivePage page =
        new LivePage(
            subject.book(),
            subject.live(),
            subject.connected(),
            subject.city(),
            subject.zone(),
            subject.clock());
    LiveFeed feed = new LiveFeed(page, config.liveClients());
    Door door = new Door(token, page, subject.language());
    Routes routes = new Routes(subject.book(), page, feed, door);
    IOException[] unreadable = new IOException[1];
    Javalin javalin =
        Javalin.create(
            setup -> {
              setup.startup.showJavalinBanner = false;
              setup.startup.showOldJavalinVersionWarning = false;
              setup.http.maxRequestSize = LARGEST_REQUEST;
              setup.routes.before(Console::secure);
              setup.routes.before(door::check);
              probes(setup, subject);
              routes.add(setup.routes);
              try {
                Assets.serve(setup.routes);
              } catch (IOException missing) {
                unreadable[0] = missing;
              }
            });
    if (unreadable[0] != null) {
      throw unreadable[0];
    }
    try {
      javalin.start(config.bind(), config.port());
    } catch (JavalinBindException taken) {
      throw new IOException(
          "console.port: "
              + config.port()
              + " on "
              + config.bind()
              + " cannot be had; use another, or 0 for any free port",
          taken);
    }
    feed.start();
    return new Console(javalin, feed, config.bind());
  }

  /** Where it listens, without the access token. */
  public URI uri() {
    String host = bind.contains(":") ? "[" + bind + "]" : bind;
    return URI.create("http://" + host + ":" + javalin.port() + "/");
  }

  /** Browsers that watch now. */
  public int watching() {
    return feed.watching();
  }

  @Override
  public void close() {
    feed.close();
    javalin.stop();
  }

  private static void probes(JavalinConfig setup, Subject subject) {
    setup.routes.get(
        "/health",
        ctx -> {
          boolean up = subject.connected().getAsBoolean();
          ctx.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
          ctx.contentType("text/plain; charset=utf-8");
          ctx.result(up ? "up\n" : "broker not connected\n");
        });
    setup.routes.get(
        "/metrics",
        ctx ->
            ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(subject.metrics().get()));
  }

  private static void secure(Context ctx) {
    ctx.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("X-Frame-Options", "DENY");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (!ctx.path().toLowerCase(Locale.ROOT).startsWith("/assets/")) {
      ctx.header("Cache-Control", "no-store");
    }
  }
}
