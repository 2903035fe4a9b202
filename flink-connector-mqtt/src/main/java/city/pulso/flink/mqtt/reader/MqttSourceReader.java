package city.pulso.flink.mqtt.reader;

import city.pulso.flink.mqtt.Acknowledgement;
import city.pulso.flink.mqtt.MqttSourceConfig;
import city.pulso.flink.mqtt.SessionMode;
import city.pulso.flink.mqtt.client.Subscriber;
import city.pulso.flink.mqtt.split.MqttSplit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Emits what its subscribers receive and acknowledges it when it is safe. All methods are called on
 * the task thread, so the only shared things are the inboxes.
 */
@Internal
public final class MqttSourceReader<T> implements SourceReader<T, MqttSplit> {
  /** Session Expiry Interval of a fresh session: bridges a lost connection, no more. */
  private static final long FRESH_SESSION_SECONDS = 3600;

  private final MqttSourceConfig<T> config;
  private final Subscriber.Factory factory;
  private final Emitter<T> emitter;
  private final StallWarning stallWarning;
  private final Idleness idleness;
  private final Inbox.Signal signal = new Inbox.Signal();
  // The task thread changes it, metrics threads look at it.
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private int turn;
  private boolean noMoreSplits;
  private boolean markedIdle;

  /**
   * @param nanoTime of {@link System#nanoTime}
   */
  public MqttSourceReader(
      MqttSourceConfig<T> config,
      Subscriber.Factory factory,
      SourceReaderContext context,
      LongSupplier nanoTime) {
    this.config = config;
    this.factory = factory;
    this.emitter = new Emitter<>(config, context);
    this.stallWarning = new StallWarning(config.receiveMaximum());
    this.idleness = new Idleness(config.endWhenIdle(), config.receiveMaximum(), nanoTime);
    ReaderMetrics.register(context.metricGroup(), subscriptions);
  }

  @Override
  public void start() {
    emitter.open();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    signal.throwIfFailed();
    markIdleWithoutSplits(output);
    Subscription subscription = nextReadable();
    Inbox.Arrival arrival = subscription == null ? null : subscription.inbox().take();
    if (subscription == null || arrival == null) {
      return noMoreSplits && idleness.longEnough(subscriptions)
          ? InputStatus.END_OF_INPUT
          : InputStatus.NOTHING_AVAILABLE;
    }
    idleness.interrupted();
    emitter.emit(arrival.message(), output.createOutputForSplit(subscription.split().splitId()));
    subscription.ledger().emitted(arrival.delivery());
    if (config.acknowledgement() == Acknowledgement.AFTER_EMISSION) {
      subscription.subscriber().acknowledge(arrival.delivery());
    } else {
      stallWarning.emitted(subscription.subscriber());
    }
    return InputStatus.MORE_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> next = signal.next();
    boolean readable = subscriptions.stream().anyMatch(Subscription::readable);
    return readable || signal.failed()
        ? CompletableFuture.completedFuture(null)
        : idleness.orTimeToLook(next);
  }

  @Override
  public List<MqttSplit> snapshotState(long checkpointId) {
    subscriptions.forEach(subscription -> subscription.ledger().snapshot(checkpointId));
    return subscriptions.stream().map(Subscription::split).toList();
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    stallWarning.completed();
    for (Subscription subscription : subscriptions) {
      subscription.subscriber().acknowledge(subscription.ledger().complete(checkpointId));
    }
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) {
    subscriptions.forEach(subscription -> subscription.ledger().aborted(checkpointId));
  }

  @Override
  public void addSplits(List<MqttSplit> splits) {
    for (MqttSplit split : splits) {
      try {
        subscriptions.add(new Subscription(split, factory, options(split), signal));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    signal.raise();
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    signal.raise();
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
    toPause.forEach(splitId -> pause(splitId, true));
    toResume.forEach(splitId -> pause(splitId, false));
    signal.raise();
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }

  /** A reader that never had a split must not hold back the watermarks of the others. */
  private void markIdleWithoutSplits(ReaderOutput<T> output) {
    if (subscriptions.isEmpty() != markedIdle) {
      markedIdle = subscriptions.isEmpty();
      if (markedIdle) {
        output.markIdle();
      } else {
        output.markActive();
      }
    }
  }

  private @Nullable Subscription nextReadable() {
    for (int i = 0; i < subscriptions.size(); i++) {
      turn = (turn + 1) % subscriptions.size();
      if (subscriptions.get(turn).readable()) {
        return subscriptions.get(turn);
      }
    }
    return null;
  }

  private void pause(String splitId, boolean pause) {
    subscriptions.stream()
        .filter(subscription -> subscription.split().splitId().equals(splitId))
        .forEach(subscription -> subscription.pause(pause));
  }

  private Subscriber.Options options(MqttSplit split) {
    boolean fresh = config.session() == SessionMode.FRESH;
    return new Subscriber.Options(
        config.connection(),
        config.clientId(split.subscriber()),
        config.subscriptions(),
        split.subscribed(),
        fresh,
        fresh ? FRESH_SESSION_SECONDS : config.sessionExpiry().toSeconds(),
        fresh,
        config.receiveMaximum(),
        config.maximumPacketSize());
  }
}
