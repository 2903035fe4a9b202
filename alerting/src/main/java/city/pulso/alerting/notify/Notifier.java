package city.pulso.alerting.notify;

import city.pulso.alerting.alert.Change;
import city.pulso.alerting.alert.ChangeFollower;
import city.pulso.alerting.route.Router;
import city.pulso.alerting.store.Database;
import city.pulso.alerting.text.Language;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;

/**
 * Tells people what they must know: writes to the outbox within the transaction of a change, and
 * sends from it on one thread per receiver.
 *
 * <p>A clear goes to those who were told that the alert opened, and to nobody else. An alert that
 * was part of an incident and goes on without it opens for those who have not heard of it.
 */
public final class Notifier implements ChangeFollower, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Router router;
  private final Clock clock;
  private final Outbox outbox;
  private final LongAdder notified = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final List<Courier> couriers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /** How notifications are written where a receiver does not say. */
  public record Style(String city, ZoneId zone, Language language) {}

  /**
   * @param channels by receiver
   */
  public Notifier(
      Database database,
      Clock clock,
      Router router,
      Map<Receiver, Channel> channels,
      RetryPolicy retry,
      Style style) {
    this.router = router;
    this.clock = clock;
    this.outbox = new Outbox(database, clock);
    Courier.Tally tally = new Courier.Tally(notified, retried, failed);
    channels.forEach(
        (receiver, channel) -> {
          Courier courier =
              new Courier(
                  receiver.name(),
                  channel,
                  outbox,
                  retry,
                  row -> notification(row, receiver, style, clock),
                  tally);
          Thread thread = new Thread(courier, "alerting-notify-" + receiver.name());
          thread.setDaemon(true);
          couriers.add(courier);
          threads.add(thread);
        });
    failed.add(outbox.giveUpOthers(channels.keySet().stream().map(Receiver::name).toList()));
  }

  /** Begins to send, with what was left over from before. */
  public void start() {
    threads.forEach(Thread::start);
  }

  @Override
  public void follow(Handle transaction, Change change) {
    List<String> told = Outbox.told(transaction, change.alert().id());
    Collection<String> receivers =
        change.event() == Change.Event.CLEARED ? told : router.receivers(change.alert());
    boolean separated = change.event() == Change.Event.SEPARATED;
    Change said = separated ? new Change(Change.Event.OPENED, change.alert()) : change;
    for (String receiver : receivers) {
      if (!separated || !told.contains(receiver)) {
        Outbox.add(transaction, said, receiver, clock.millis());
      }
    }
  }

  @Override
  public void committed() {
    couriers.forEach(Courier::wake);
  }

  /** Notifications that a receiver has taken since the start. */
  public long notified() {
    return notified.sum();
  }

  /** Attempts since the start that failed and are tried again. */
  public long retried() {
    return retried.sum();
  }

  /** Notifications given up since the start. */
  public long failed() {
    return failed.sum();
  }

  /** Notifications still to be sent. */
  public long pending() {
    return outbox.pendingCount();
  }

  /** Stops sending; what is pending stays for the next start. */
  @Override
  public void close() {
    couriers.forEach(Courier::close);
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE.toMillis());
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private static Notification notification(
      Outbox.Pending row, Receiver receiver, Style style, Clock clock) {
    Language own = receiver.language();
    return new Notification(
        row.event(),
        row.alert(),
        own == null ? style.language() : own,
        style.city(),
        clock.instant(),
        style.zone());
  }
}
