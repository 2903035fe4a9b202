package city.pulso.alerting.console;

import io.javalin.Javalin;
import java.net.URI;
import java.time.Clock;

/** The web console. */
public final class Console implements AutoCloseable {
  private final Javalin javalin;
  private final String bind;

  private Console(Javalin javalin, String bind) {
    this.javalin = javalin;
    this.bind = bind;
  }

  /** Starts serving. */
  public static Console start(ConsoleConfig config, String city, Clock clock) {
    Javalin javalin =
        Javalin.create(
            setup -> {
              setup.startup.showJavalinBanner = false;
              setup.routes.get("/health", ctx -> ctx.result("up " + clock.instant() + "\n"));
            });
    return new Console(javalin.start(config.bind(), config.port()), config.bind());
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://" + bind + ":" + javalin.port() + "/");
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
