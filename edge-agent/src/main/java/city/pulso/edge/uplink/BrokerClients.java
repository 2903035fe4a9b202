package city.pulso.edge.uplink;

import city.pulso.edge.config.BrokerAddress;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes MQTT 5 clients that persevere. See {@link Reconnection}. */
public final class BrokerClients {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerClients.class);

  /** What is to be done at each connection. */
  public interface Connected {
    void connected(boolean sessionPresent);
  }

  private BrokerClients() {}

  /**
   * A client, not yet connected; {@link #close} ends it.
   *
   * @param reconnection its own
   * @param connected run at each connection, on the network thread; told whether the broker still
   *     has the session
   * @param disconnected run at each loss and failed attempt, on the network thread
   * @throws IOException when a file that TLS needs cannot be used
   */
  public static Mqtt5AsyncClient client(
      String clientId, Reconnection reconnection, Connected connected, Runnable disconnected)
      throws IOException {
    BrokerAddress broker = reconnection.broker();
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(clientId)
            .serverHost(broker.host())
            .serverPort(broker.port());
    if (broker.tls()) {
      builder = builder.sslConfig(Credentials.tls(broker.tlsFiles()));
    }
    CompletableFuture<Mqtt5AsyncClient> itself = new CompletableFuture<>();
    Mqtt5AsyncClient client =
        builder
            .executorConfig()
            .nettyExecutor(BrokerThreads.acquire())
            .applyExecutorConfig()
            .addConnectedListener(
                context -> {
                  if (reconnection.stopping()) {
                    itself.thenAccept(Mqtt5AsyncClient::disconnect); // it was just connecting
                  } else {
                    reconnection.connected();
                    connected.connected(
                        ((Mqtt5ClientConnectedContext) context).getConnAck().isSessionPresent());
                  }
                })
            .addDisconnectedListener(
                context -> {
                  reconnection.disconnected(context);
                  disconnected.run();
                })
            .buildAsync();
    itself.complete(client);
    return client;
  }

  /**
   * A session that outlives connections: what was sent meanwhile is waiting.
   *
   * @throws IOException when the password file cannot be read
   */
  public static Mqtt5ConnectBuilder persistentSession(BrokerAddress broker, int receiveMaximum)
      throws IOException {
    Mqtt5ConnectBuilder connect =
        Mqtt5Connect.builder()
            .cleanStart(false)
            .sessionExpiryInterval(TimeUnit.DAYS.toSeconds(1))
            .keepAlive(30)
            .restrictions()
            .receiveMaximum(receiveMaximum)
            .applyRestrictions();
    String username = broker.username();
    return username == null
        ? connect
        : connect
            .simpleAuth()
            .username(username)
            .password(Credentials.password(broker.passwordFile()))
            .applySimpleAuth();
  }

  /**
   * Says goodbye, for at most two seconds, and gives up what the client had. To be called once,
   * after {@link Reconnection#stop}.
   */
  public static void close(Mqtt5AsyncClient client) {
    try {
      client.disconnect().get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.debug("not connected at the end: {}", e.toString());
    } finally {
      BrokerThreads.release();
    }
  }
}
