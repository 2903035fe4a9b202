package city.pulso.alerting;

import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.console.Console;
import city.pulso.alerting.intake.AlertIntake;
import city.pulso.alerting.intake.RegistryIntake;
import city.pulso.alerting.intake.StateIntake;
import city.pulso.alerting.live.LiveState;
import city.pulso.alerting.notify.Channel;
import city.pulso.alerting.notify.Notifier;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.notify.mail.MailChannel;
import city.pulso.alerting.notify.webhook.WebhookChannel;
import city.pulso.alerting.route.Router;
import city.pulso.alerting.sign.SignPost;
import city.pulso.alerting.store.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerting, wired and running. */
public final class AlertingServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertingServer.class);

  private final AlertingConfig config;
  private final LiveState live = new LiveState();
  private final Database database;
  private final Notifier notifier;
  private final AlertBook book;
  private final AlertIntake alerts;
  private final List<SignPost> signs;
  private final StateIntake states;
  private final RegistryIntake registry;
  private final Console console;

  private AlertingServer(AlertingConfig config, Clock clock, Closing closing) throws IOException {
    this.config = config;
    this.database = closing.later(Database.open(config.dataDirectory()));
    this.notifier =
        closing.later(
            new Notifier(
                database,
                clock,
                new Router(config.routes()),
                channels(config),
                config.retry(),
                new Notifier.Style(config.city(), config.timeZone(), config.language())));
    this.book = new AlertBook(database, clock, notifier);
    this.alerts = closing.later(AlertIntake.start(config.broker(), book));
    this.signs =
        config.signs().stream()
            .map(sign -> closing.later(new SignPost(sign, config.retry())))
            .toList();
    this.states =
        closing.later(
            StateIntake.start(
                config.broker(),
                live,
                signs.stream().map(sign -> (StateIntake.Follower) sign::changed).toList()));
    this.registry = closing.later(RegistryIntake.start(config.broker(), live.registered()));
    this.console =
        closing.later(
            Console.start(
                config.console(),
                config.dataDirectory(),
                new Console.Subject(
                    config.city(),
                    config.timeZone(),
                    config.language(),
                    book,
                    live,
                    () -> alerts.connected() && states.connected(),
                    this::metrics,
                    clock)));
    notifier.start();
    signs.forEach(SignPost::start);
  }

  /**
   * Starts everything. Returns once the console answers; the broker is connected to in the
   * background, for as long as it takes.
   *
   * @param clock the city's; back-off and the live page's pace follow real time
   * @throws IOException when the data directory, a password file or the console's port cannot be
   *     used
   */
  public static AlertingServer start(AlertingConfig config, Clock clock) throws IOException {
    Closing closing = new Closing();
    try {
      return new AlertingServer(config, clock, closing);
    } catch (IOException | RuntimeException failed) {
      closing.close();
      throw failed;
    }
  }

  /** Where the console is, without the access token. */
  public URI consoleUri() {
    return console.uri();
  }

  /** File that holds the console's access token, readable by its owner only. */
  public Path tokenFile() {
    return config.dataDirectory().resolve(Console.TOKEN_FILE);
  }

  /** How it is doing; cheap enough to ask every second. */
  public AlertingStatus status() {
    return new AlertingStatus(
        book.openCount(),
        alerts.received(),
        alerts.ignored(),
        alerts.malformed(),
        states.received(),
        states.malformed() + registry.malformed(),
        notifier.notified(),
        notifier.retried(),
        notifier.failed(),
        notifier.pending(),
        alerts.storageFailures(),
        signs.stream().mapToLong(SignPost::posted).sum(),
        signs.stream().mapToLong(SignPost::retried).sum(),
        alerts.connected() && states.connected());
  }

  /** Stops in the order in which nothing is lost: intake, notifications, console, database. */
  @Override
  public void close() {
    Closing closing = new Closing();
    closing.later(database);
    closing.later(console);
    closing.later(notifier);
    signs.forEach(closing::later);
    closing.later(registry);
    closing.later(states);
    closing.later(alerts);
    closing.close();
  }

  private String metrics() {
    return Metrics.write(status(), console.watching());
  }

  private static Map<Receiver, Channel> channels(AlertingConfig config) {
    Map<Receiver, Channel> channels = new LinkedHashMap<>();
    for (Receiver receiver : config.receivers()) {
      channels.put(
          receiver,
          receiver instanceof Receiver.Webhook webhook
              ? new WebhookChannel(webhook)
              : new MailChannel((Receiver.Mail) receiver));
    }
    return channels;
  }

  /** Closes what was opened, last first, whatever fails on the way. */
  private static final class Closing {
    private final java.util.ArrayDeque<AutoCloseable> opened = new java.util.ArrayDeque<>();

    <T extends AutoCloseable> T later(T part) {
      opened.push(part);
      return part;
    }

    void close() {
      for (AutoCloseable part : opened) {
        try {
          part.close();
        } catch (Exception failed) {
          LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), failed);
        }
      }
    }
  }
}
