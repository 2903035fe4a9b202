package city.pulso.alerting.intake;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.alert.AlertMessage;
import city.pulso.alerting.alert.MalformedAlertException;
import city.pulso.schemas.Topics;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes alerts over a persistent session: a message is acknowledged when the alert is on disk, so
 * the broker keeps what a crash interrupts. A message that cannot be read is counted and
 * acknowledged, or it would come for ever.
 *
 * <p>Threads: one of its own, alerts in the order of arrival. While the database fails, this thread
 * waits and tries again; the broker then holds back at Receive Maximum.
 */
public final class AlertIntake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertIntake.class);
  private static final long FIRST_WAIT_MS = 200;
  private static final long LONGEST_WAIT_MS = 10_000;

  private final AlertBook book;
  private final BrokerSession session;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final LongAdder received = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private final Malformed malformed = new Malformed("alert");
  private final LongAdder storageFailures = new LongAdder();

  private AlertIntake(IntakeConfig config, AlertBook book) throws IOException {
    this.book = book;
    this.session =
        BrokerSession.persistent(config, Topics.ALL_ALERTS, "alerting-intake", this::take);
  }

  /**
   * Connects in the background, for as long as it takes.
   *
   * @throws IOException when the password file cannot be read
   */
  public static AlertIntake start(IntakeConfig config, AlertBook book) throws IOException {
    AlertIntake intake = new AlertIntake(config, book);
    intake.session.connect();
    return intake;
  }

  /** Alert messages acknowledged, whatever became of them: the broker does not send them again. */
  public long received() {
    return received.sum();
  }

  /** Duplicates and revisions older than what is known. */
  public long ignored() {
    return ignored.sum();
  }

  public long malformed() {
    return malformed.count();
  }

  /** Attempts to commit that failed; each is tried again. */
  public long storageFailures() {
    return storageFailures.sum();
  }

  /** Whether the session stands and the subscription is granted. */
  public boolean connected() {
    return session.subscribed();
  }

  @Override
  public void close() {
    closing.countDown();
    session.close();
  }

  private void take(Mqtt5Publish publish) throws InterruptedException {
    List<String> levels = publish.getTopic().getLevels();
    try {
      Alert alert =
          AlertMessage.read(
              levels.get(levels.size() - 2),
              levels.get(levels.size() - 1),
              publish.getPayloadAsBytes());
      if (commit(alert) == AlertBook.Acceptance.IGNORED) {
        ignored.increment();
      }
    } catch (MalformedAlertException skipped) {
      malformed.count(publish.getTopic(), skipped);
    }
    publish.acknowledge();
    received.increment(); // when everything else about it can be seen
  }

  private AlertBook.Acceptance commit(Alert alert) throws InterruptedException {
    long waitMs = FIRST_WAIT_MS;
    while (true) {
      try {
        return book.accept(alert);
      } catch (RuntimeException failed) {
        storageFailures.increment();
        LOG.warn("{} cannot be stored now, trying again: {}", alert.id(), failed.toString());
        if (closing.await(waitMs, TimeUnit.MILLISECONDS)) {
          throw new InterruptedException("closing");
        }
        waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      }
    }
  }
}
