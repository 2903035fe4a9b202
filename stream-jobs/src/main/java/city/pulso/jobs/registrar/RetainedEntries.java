package city.pulso.jobs.registrar;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.client.Subscriber;
import city.pulso.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads every retained registry entry. MQTT does not say which retained message is the last: they
 * have all come when, after the subscription was confirmed, none comes for a second. That ends,
 * however many there are and whatever changes meanwhile: a change is not told as retained.
 */
final class RetainedEntries implements Subscriber.Listener {
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int RECEIVE_MAXIMUM = 256;
  private static final int LARGEST = 4 << 20;

  private final Map<String, byte[]> entries = new HashMap<>();
  private long lastNanos = System.nanoTime();
  private @Nullable IOException refused;

  private RetainedEntries() {}

  static Map<String, byte[]> read(MqttConnectionOptions options)
      throws IOException, InterruptedException {
    RetainedEntries entries = new RetainedEntries();
    Subscriber.Options session =
        new Subscriber.Options(
            options,
            "pulso-registrar-" + UUID.randomUUID(),
            List.of(Topics.ALL_REGISTRY),
            List.of(),
            true,
            0,
            true,
            RECEIVE_MAXIMUM,
            LARGEST);
    try (Subscriber subscriber = Subscriber.overHiveMq().open(session, entries)) {
      return entries.awaitAll(subscriber, options);
    }
  }

  private Map<String, byte[]> awaitAll(Subscriber subscriber, MqttConnectionOptions options)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      synchronized (this) {
        wait(QUIET.toMillis() / 10);
        subscriber.acknowledge(Long.MAX_VALUE);
        if (refused != null) {
          throw new IOException("the broker refused: " + refused.getMessage(), refused);
        }
        if (!subscriber.subscribed()) {
          lastNanos = System.nanoTime();
        } else if (System.nanoTime() - lastNanos > QUIET.toNanos()) {
          return Map.copyOf(entries);
        }
      }
      if (!subscriber.subscribed() && System.nanoTime() - start > LIMIT.toNanos()) {
        throw new IOException(
            "nothing answers at " + options + " within " + LIMIT.toSeconds() + " s");
      }
    }
  }

  @Override
  public synchronized void received(long delivery, MqttMessage message, boolean guaranteed) {
    if (message.retained()) {
      entries.put(message.topic(), message.payload());
      lastNanos = System.nanoTime();
      notifyAll();
    }
  }

  /** A clean session is never resumed. */
  @Override
  public void resumed(long lastDelivery) {}

  @Override
  public synchronized void refused(IOException reason) {
    refused = reason;
    notifyAll();
  }
}
