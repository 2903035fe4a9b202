package city.pulso.flink.mqtt.client;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import com.hivemq.client.mqtt.lifecycle.MqttClientConnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientReconnector;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.reactivex.schedulers.Schedulers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that connects, and connects again whenever the connection is lost, until it is closed
 * or refused. Secrets are read again for every attempt, so they can be rotated.
 *
 * <p>All that the client tells, connections, messages and acknowledgements, it tells on its event
 * loop thread, in the order in which it happened.
 */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final int MOST_RECEIVED = 65_535; // MQTT 5.0, 3.1.2.11.3

  /** Called on the client's event loop thread: must not block. */
  interface Listener {
    void connected(boolean sessionPresent);

    /** The connection was lost, or an attempt to make it failed. */
    void disconnected();

    /** Nobody will try again. */
    void refused(MqttRefusedException reason);
  }

  /**
   * @param sessionExpirySeconds Session Expiry Interval; 0 = the session ends with the connection
   * @param maximumPacketSize largest MQTT packet the broker may send, bytes
   */
  record Session(
      boolean cleanStart, long sessionExpirySeconds, int receiveMaximum, int maximumPacketSize) {}

  private final MqttConnectionOptions options;
  private final String clientId;
  private final Session session;
  private final Backoff backoff;
  private final Listener listener;
  private final Mqtt5AsyncClient client;

  private int receiveMaximum; // of the next attempt; event loop only
  private volatile boolean closed;
  private volatile boolean connected;
  private volatile boolean connectedBefore;
  private volatile long reconnects;
  private volatile CompletableFuture<@Nullable Void> pause =
      CompletableFuture.completedFuture(null);

  Connection(
      MqttConnectionOptions options,
      String clientId,
      Session session,
      Backoff backoff,
      Listener listener)
      throws IOException {
    this.options = options;
    this.clientId = clientId;
    this.session = session;
    this.receiveMaximum = session.receiveMaximum();
    this.backoff = backoff;
    this.listener = listener;
    Mqtt5ClientBuilder builder =
        Mqtt5Client.builder()
            .identifier(clientId)
            .serverHost(options.host())
            .serverPort(options.port())
            .addConnectedListener(this::onConnected)
            .addDisconnectedListener(this::onDisconnected)
            // On the event loop itself, not on a pool: what was received is told before the loss of
            // the connection that brought it, never after the next one is made.
            .executorConfig()
            .applicationScheduler(Schedulers.trampoline())
            .applyExecutorConfig();
    if (options.tls()) {
      builder = builder.sslConfig(Tls.config(options));
    }
    this.client = builder.buildAsync();
  }

  Mqtt5AsyncClient client() {
    return client;
  }

  boolean connected() {
    return connected;
  }

  /** Connections made after the first. */
  long reconnects() {
    return reconnects;
  }

  /**
   * Starts connecting and returns.
   *
   * @throws IOException if a secret file cannot be read
   */
  void open() throws IOException {
    var connect =
        Mqtt5Connect.builder()
            .cleanStart(session.cleanStart())
            .sessionExpiryInterval(session.sessionExpirySeconds())
            .keepAlive((int) options.keepAlive().toSeconds())
            .restrictions()
            .receiveMaximum(session.receiveMaximum())
            .maximumPacketSize(session.maximumPacketSize())
            .applyRestrictions()
            .simpleAuth(credentials())
            .build();
    // Every outcome reaches the listeners; the future says nothing more.
    var unused = client.connect(connect);
  }

  /**
   * Disconnects and waits a moment for that to be done.
   *
   * @param endSession the broker may forget the session at once
   */
  void close(boolean endSession) {
    closed = true;
    pause.complete(null);
    if (!client.getState().isConnected()) {
      return;
    }
    var disconnect =
        endSession && session.sessionExpirySeconds() > 0
            ? client.disconnectWith().sessionExpiryInterval(0).send()
            : client.disconnect();
    try {
      disconnect.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("{}: the connection was gone before it was closed", this, e);
    }
  }

  @Override
  public String toString() {
    return clientId + " at " + options;
  }

  private void onConnected(MqttClientConnectedContext context) {
    boolean sessionPresent =
        ((Mqtt5ClientConnectedContext) context).getConnAck().isSessionPresent();
    LOG.info("{}: connected, session {}", this, sessionPresent ? "resumed" : "new");
    if (connectedBefore) {
      reconnects++;
    }
    connectedBefore = true;
    listener.connected(sessionPresent);
    connected = true; // last: who sees it finds everything else done
    if (closed) {
      var unused = client.disconnect();
    }
  }

  private void onDisconnected(MqttClientDisconnectedContext context) {
    connected = false;
    listener.disconnected();
    var reconnector = ((Mqtt5ClientDisconnectedContext) context).getReconnector();
    if (closed || context.getSource() == MqttDisconnectSource.USER) {
      reconnector.reconnect(false);
      return;
    }
    Throwable cause = context.getCause();
    Refusal refusal = Refusal.of(cause, clientId);
    if (refusal != null && (refusal.lasting() || !connectedBefore)) {
      reconnector.reconnect(false);
      listener.refused(new MqttRefusedException(this + ": " + refusal.reason(), cause));
      return;
    }
    receiveMaximum = nextReceiveMaximum(cause);
    int failures = reconnector.getAttempts();
    Duration wait = backoff.after(failures);
    logLost(refusal == null ? cause.getMessage() : refusal.reason(), failures, wait);
    var waiting = new CompletableFuture<@Nullable Void>();
    pause = waiting;
    reconnector
        .delay(0, TimeUnit.MILLISECONDS)
        .reconnectWhen(
            waiting.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS),
            (nothing, error) -> {
              if (closed) {
                reconnector.reconnect(false);
              } else {
                announceReceiveMaximum(reconnector);
                refreshSecrets(reconnector);
              }
            });
  }

  /**
   * A broker may send more than Receive Maximum allows: Mosquitto 2.0.11 does as soon as messages
   * wait behind a full window, as many again with every PUBACK. It would send all of them again to
   * the next connection, which would end for that reason too, before anything could be
   * acknowledged; so the next one takes twice as many. Packet identifiers end that at 65,535.
   */
  private int nextReceiveMaximum(Throwable cause) {
    boolean tooMany =
        cause instanceof Mqtt5DisconnectException disconnect
            && disconnect.getMqttMessage().getReasonCode()
                == Mqtt5DisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED;
    return tooMany ? Math.min(2 * receiveMaximum, MOST_RECEIVED) : session.receiveMaximum();
  }

  private void announceReceiveMaximum(Mqtt5ClientReconnector reconnector) {
    if (receiveMaximum > session.receiveMaximum()) {
      LOG.warn(
          "{}: the broker sent more than Receive Maximum allows; takes {} instead of {}",
          this,
          receiveMaximum,
          session.receiveMaximum());
    }
    reconnector
        .connectWith()
        .restrictions()
        .receiveMaximum(receiveMaximum)
        .maximumPacketSize(session.maximumPacketSize())
        .applyRestrictions()
        .applyConnect();
  }

  /** All of the first failures, then fewer and fewer: powers of two. */
  private void logLost(@Nullable String reason, int failures, Duration wait) {
    if (failures < 4 || Integer.bitCount(failures) == 1) {
      LOG.warn(
          "{}: not connected ({}); attempt {} in {} ms",
          this,
          reason,
          failures + 1,
          wait.toMillis());
    }
  }

  private void refreshSecrets(Mqtt5ClientReconnector reconnector) {
    try {
      reconnector.connectWith().simpleAuth(credentials()).applyConnect();
      if (options.tls()) {
        reconnector.transportConfig().sslConfig(Tls.config(options)).applyTransportConfig();
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{}: {}; the former secrets are used", this, e.getMessage());
    }
  }

  private @Nullable Mqtt5SimpleAuth credentials() throws IOException {
    String username = options.username();
    Path passwordFile = options.passwordFile();
    if (username == null || passwordFile == null) {
      return null;
    }
    try {
      return Mqtt5SimpleAuth.builder()
          .username(username)
          .password(MqttConnectionOptions.secret(passwordFile))
          .build();
    } catch (IOException e) {
      throw new MqttRefusedException(
          this
              + ": cannot read the password file "
              + passwordFile
              + "; look at its name and rights",
          e);
    }
  }
}
