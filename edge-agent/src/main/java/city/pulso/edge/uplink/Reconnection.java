package city.pulso.edge.uplink;

import city.pulso.edge.config.BrokerAddress;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientReconnector;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's perseverance: connects again until it is told to stop, with the files as they are
 * now, and remembers why there is no connection. Threads: any.
 */
public final class Reconnection {
  private static final Logger LOG = LoggerFactory.getLogger(Reconnection.class);
  private static final int TELL_EVERY = 100;

  /** What a client says when it connects; asked anew for each attempt. */
  public interface Hello {
    Mqtt5Connect connect() throws IOException;
  }

  private final String purpose;
  private final BrokerAddress broker;
  private final Backoff backoff;
  private final Hello hello;
  private volatile boolean stopping;
  private volatile String problem = "not connected yet";
  private volatile CompletableFuture<@Nullable Void> pause = new CompletableFuture<>();
  private String told = "";
  private boolean silent;

  /**
   * @param purpose for the log, for example {@code uplink of lima-01}
   */
  public Reconnection(String purpose, BrokerAddress broker, Backoff backoff, Hello hello) {
    this.purpose = purpose;
    this.broker = broker;
    this.backoff = backoff;
    this.hello = hello;
  }

  /** From now on a lost connection stays lost, and nobody waits for the next attempt. */
  public void stop() {
    stopping = true;
    pause.complete(null);
  }

  public boolean stopping() {
    return stopping;
  }

  /** Why there is no connection; empty when there is one. */
  public String problem() {
    return problem;
  }

  Mqtt5Connect connect() throws IOException {
    return hello.connect();
  }

  BrokerAddress broker() {
    return broker;
  }

  void connected() {
    backoff.connected();
    problem = "";
    synchronized (this) {
      if (silent) {
        LOG.debug("{}: connected to {}", purpose, broker.uri());
      } else {
        LOG.info("{}: connected to {}", purpose, broker.uri());
      }
    }
  }

  void disconnected(MqttClientDisconnectedContext context) {
    problem = Reason.of(context.getCause());
    if (stopping) {
      context.getReconnector().reconnect(false);
      return;
    }
    Duration delay = backoff.next();
    tell(problem, delay);
    Mqtt5ClientReconnector again = ((Mqtt5ClientDisconnectedContext) context).getReconnector();
    CompletableFuture<@Nullable Void> wait = new CompletableFuture<>();
    pause = wait.completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS);
    if (stopping) {
      wait.complete(null); // told to stop meanwhile
    }
    again
        .reconnectWhen(wait, (nothing, failure) -> again.reconnect(!stopping))
        .delay(0, TimeUnit.MILLISECONDS)
        .republishIfSessionExpired(false)
        .resubscribeIfSessionExpired(false); // Subscriptions does
    try {
      // Certificates and passwords are renewed under a running agent.
      if (broker.tls()) {
        again.transportConfig(
            again
                .getTransportConfig()
                .extend()
                .sslConfig(Credentials.tls(broker.tlsFiles()))
                .build());
      }
      again.connect(hello.connect());
    } catch (IOException e) {
      problem = e.getMessage() == null ? e.toString() : e.getMessage();
      tell(problem, delay);
    }
  }

  /**
   * The first time after a good connection, when the reason changes, and now and then: a line that
   * flaps all night does not fill the log.
   */
  private synchronized void tell(String why, Duration delay) {
    int failures = backoff.failures();
    silent = failures > 2 && failures % TELL_EVERY != 0 && why.equals(told);
    if (!silent) {
      told = why;
      LOG.warn(
          "{}: no connection to {}: {}; trying again in {} ms, attempt {}",
          purpose,
          broker.uri(),
          why,
          delay.toMillis(),
          failures);
    }
  }
}
