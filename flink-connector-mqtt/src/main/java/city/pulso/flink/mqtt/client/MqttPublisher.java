package city.pulso.flink.mqtt.client;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes with QoS 1 over one connection that mends itself, in order, with bounded memory. Made
 * for the sink and for operators that publish on the side.
 *
 * <p>Threads: any; messages keep the order in which calls return. Futures complete on the
 * connection's event loop thread: do not block there.
 *
 * <p>What the broker has not acknowledged is kept here, not in the client library, and is published
 * again in its order after every reconnect.
 */
public final class MqttPublisher implements AutoCloseable {
  private static final int RECEIVES_NOTHING = 1;
  private static final int SMALL_PACKETS = 64 * 1024;

  /** Waits for its PUBACK. */
  private static final class Pending {
    private final Mqtt5Publish publish;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private Pending(Mqtt5Publish publish) {
      this.publish = publish;
    }
  }

  private final int maxInFlight;
  private final Connection connection;
  private final Object lock = new Object();

  // Guarded by lock, oldest first.
  private final Set<Pending> window = new LinkedHashSet<>();
  // Out of the window, but their futures are not complete yet.
  private int settling;
  private boolean online;
  private @Nullable IOException ended;

  private MqttPublisher(MqttConnectionOptions options, String clientId, int maxInFlight)
      throws IOException {
    this.maxInFlight = maxInFlight;
    this.connection =
        new Connection(
            options,
            clientId,
            new Connection.Session(true, 0, RECEIVES_NOTHING, SMALL_PACKETS),
            new Backoff(
                Duration.ofMillis(200), Duration.ofSeconds(10), RandomGenerator.getDefault()),
            new Connection.Listener() {
              @Override
              public void connected(boolean sessionPresent) {
                republish();
              }

              @Override
              public void disconnected() {
                offline();
              }

              @Override
              public void refused(MqttRefusedException reason) {
                end(reason);
              }
            });
  }

  /**
   * Starts connecting and returns at once; what is published meanwhile waits in the window.
   *
   * @param clientId the whole client id; no other client may use it
   * @param maxInFlight most messages that the broker has not acknowledged, 1 to 65535
   * @throws UncheckedIOException if the options name files that cannot be used
   */
  public static MqttPublisher open(
      MqttConnectionOptions connection, String clientId, int maxInFlight) {
    try {
      var publisher = new MqttPublisher(connection, clientId, maxInFlight);
      publisher.connection.open();
      return publisher;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #publish(MqttOutgoing)}, neither retained nor expiring. */
  public CompletableFuture<Void> publish(String topic, byte[] payload) {
    return publish(MqttOutgoing.of(topic, payload));
  }

  /**
   * Publishes without ever blocking. A message that a lost connection interrupts is published
   * again.
   *
   * @return completes when the broker has acknowledged the message; fails with {@link
   *     WindowFullException} at once if the window is full, and the message was not taken; fails
   *     with an {@link IOException} that names the reason if the broker refused the message or the
   *     publisher was closed
   */
  public CompletableFuture<Void> publish(MqttOutgoing message) {
    synchronized (lock) {
      if (window.size() >= maxInFlight && ended == null) {
        return CompletableFuture.failedFuture(new WindowFullException(maxInFlight));
      }
      return take(message);
    }
  }

  /** As {@link #publish(MqttOutgoing)}, but waits while the window is full. */
  public CompletableFuture<Void> publishWhenRoom(MqttOutgoing message) throws InterruptedException {
    synchronized (lock) {
      while (window.size() >= maxInFlight && ended == null) {
        lock.wait();
      }
      return take(message);
    }
  }

  /**
   * Waits until nothing is in flight and all futures are complete. Returns also when the publisher
   * has ended, in which case the futures of what was in flight have failed.
   */
  public void awaitEmpty() throws InterruptedException {
    synchronized (lock) {
      while (!window.isEmpty() || settling > 0) {
        lock.wait();
      }
    }
  }

  /** Messages that the broker has not acknowledged; those whose futures are complete are not. */
  public int inFlight() {
    synchronized (lock) {
      return window.size();
    }
  }

  public boolean connected() {
    return connection.connected();
  }

  /** Connections made after the first. */
  public long reconnects() {
    return connection.reconnects();
  }

  /** Disconnects. What the broker has not acknowledged fails. */
  @Override
  public void close() {
    end(new IOException(connection + ": the publisher was closed"));
    connection.close(true);
  }

  // Called with the lock held.
  private CompletableFuture<Void> take(MqttOutgoing message) {
    if (ended != null) {
      return CompletableFuture.failedFuture(ended);
    }
    var pending = new Pending(publishOf(message));
    window.add(pending);
    if (online) {
      send(pending);
    }
    return pending.done;
  }

  private void republish() {
    synchronized (lock) {
      online = true;
      List.copyOf(window).forEach(this::send);
    }
  }

  private void offline() {
    synchronized (lock) {
      online = false;
    }
  }

  private void send(Pending pending) {
    var unused =
        connection
            .client()
            .publish(pending.publish)
            .whenComplete(
                (result, error) -> {
                  if (error == null) {
                    settle(pending, null);
                  } else if (!interrupted(error)) {
                    settle(pending, refused(pending, error));
                  }
                });
  }

  /** The message is sent again with the next connection. */
  private static boolean interrupted(Throwable error) {
    return error instanceof ConnectionClosedException
        || error instanceof ConnectionFailedException
        || error instanceof MqttSessionExpiredException
        || error instanceof MqttClientStateException;
  }

  private MessageRefusedException refused(Pending pending, Throwable error) {
    String reason =
        error instanceof Mqtt5PubAckException refused
            ? refused.getMqttMessage().getReasonCode().toString()
            : String.valueOf(error.getMessage());
    return new MessageRefusedException(
        connection
            + ": a message to "
            + pending.publish.getTopic()
            + " was refused ("
            + reason
            + "); look at the topic, the size and the user's rights",
        error);
  }

  private void settle(Pending pending, @Nullable IOException failure) {
    synchronized (lock) {
      if (!window.remove(pending)) {
        return; // acknowledged while the publisher ends: the first outcome counts
      }
      settling++;
      lock.notifyAll();
    }
    // Without the lock: whoever depends on the future runs here.
    if (failure == null) {
      pending.done.complete(null);
    } else {
      pending.done.completeExceptionally(failure);
    }
    synchronized (lock) {
      settling--;
      lock.notifyAll();
    }
  }

  private void end(IOException reason) {
    List<Pending> unsettled;
    synchronized (lock) {
      if (ended != null) {
        return;
      }
      ended = reason;
      unsettled = new ArrayList<>(window);
    }
    unsettled.forEach(pending -> settle(pending, reason));
  }

  private static Mqtt5Publish publishOf(MqttOutgoing message) {
    var publish =
        Mqtt5Publish.builder()
            .topic(message.topic())
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(message.payload())
            .retain(message.retain());
    return message.expirySeconds() == MqttOutgoing.NO_EXPIRY
        ? publish.build()
        : publish.messageExpiryInterval(message.expirySeconds()).build();
  }
}
