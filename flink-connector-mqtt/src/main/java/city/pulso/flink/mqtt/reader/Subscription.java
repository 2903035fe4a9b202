package city.pulso.flink.mqtt.reader;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.client.Subscriber;
import city.pulso.flink.mqtt.split.MqttSplit;
import java.io.IOException;

/** One split being read: its subscriber, what that received, and what may be acknowledged. */
final class Subscription implements AutoCloseable {
  private final MqttSplit split;
  private final Inbox inbox;
  private final AckLedger ledger = new AckLedger();
  private final Subscriber subscriber;
  private boolean paused;

  Subscription(
      MqttSplit split, Subscriber.Factory factory, Subscriber.Options options, Inbox.Signal signal)
      throws IOException {
    this.split = new MqttSplit(split.subscriber(), options.subscriptions());
    this.inbox = new Inbox(options.receiveMaximum(), signal);
    this.subscriber = factory.open(options, new Arrivals(inbox, signal));
  }

  MqttSplit split() {
    return split;
  }

  Inbox inbox() {
    return inbox;
  }

  AckLedger ledger() {
    return ledger;
  }

  Subscriber subscriber() {
    return subscriber;
  }

  boolean readable() {
    return !paused && !inbox.isEmpty();
  }

  void pause(boolean pause) {
    paused = pause;
  }

  @Override
  public void close() {
    subscriber.close();
  }

  private record Arrivals(Inbox inbox, Inbox.Signal signal) implements Subscriber.Listener {
    @Override
    public void received(long delivery, MqttMessage message, boolean guaranteed) {
      inbox.put(new Inbox.Arrival(delivery, message, guaranteed));
    }

    @Override
    public void resumed(long lastDelivery) {
      inbox.forget(lastDelivery);
    }

    @Override
    public void refused(IOException reason) {
      signal.fail(reason);
    }
  }
}
