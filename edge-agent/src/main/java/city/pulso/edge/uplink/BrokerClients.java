package city.pulso.edge.uplink;

import city.pulso.edge.config.BrokerAddress;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes MQTT 5 clients that reconnect with a capped back-off and jitter until they are told to
 * stop.
 */
public final class BrokerClients {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerClients.class);
  private static final long FIRST_MS = 200;
  private static final long LONGEST_MS = 30_000;

  private BrokerClients() {}

  /**
   * A client, not yet connected.
   *
   * @param purpose for the log, for example {@code uplink of lima-01}
   * @param stopping once true, a lost connection stays lost
   * @throws IOException when the password file cannot be read
   */
  public static Mqtt5ClientBuilder builder(
      BrokerAddress broker, String clientId, String purpose, AtomicBoolean stopping)
      throws IOException {
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(clientId)
            .serverHost(broker.host())
            .serverPort(broker.port())
            .addDisconnectedListener(context -> reconnect(context, purpose, broker, stopping));
    if (broker.tls()) {
      builder = builder.sslWithDefaultConfig();
    }
    String username = broker.username();
    if (username != null) {
      builder =
          builder
              .simpleAuth()
              .username(username)
              .password(password(broker.passwordFile()))
              .applySimpleAuth();
    }
    return builder;
  }

  /** A session that outlives connections: what was sent meanwhile is waiting. */
  public static Mqtt5Connect persistentSession(int receiveMaximum) {
    return Mqtt5Connect.builder()
        .cleanStart(false)
        .sessionExpiryInterval(TimeUnit.DAYS.toSeconds(1))
        .keepAlive(30)
        .restrictions()
        .receiveMaximum(receiveMaximum)
        .applyRestrictions()
        .build();
  }

  /** Says goodbye, for at most two seconds. */
  public static void disconnect(Mqtt5AsyncClient client) {
    try {
      client.disconnect().get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.debug("not connected at the end: {}", e.toString());
    }
  }

  private static byte[] password(@Nullable Path file) throws IOException {
    if (file == null) {
      return new byte[0];
    }
    String first = Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    return first.getBytes(StandardCharsets.UTF_8);
  }

  private static void reconnect(
      MqttClientDisconnectedContext context,
      String purpose,
      BrokerAddress broker,
      AtomicBoolean stopping) {
    if (stopping.get()) {
      context.getReconnector().reconnect(false);
      return;
    }
    int attempts = context.getReconnector().getAttempts();
    long delay = backoffMs(attempts, ThreadLocalRandom.current().nextDouble());
    if (attempts == 0 || attempts % 20 == 1) {
      LOG.warn(
          "{}: no connection to {} ({}); trying again in {} ms, attempt {}",
          purpose,
          broker.uri(),
          context.getCause().getMessage(),
          delay,
          attempts + 1);
    }
    context
        .getReconnector()
        .reconnect(true)
        .republishIfSessionExpired(false)
        .resubscribeIfSessionExpired(true)
        .delay(delay, TimeUnit.MILLISECONDS);
  }

  /** 200 ms doubling to 30 s, of which a random half is waited at least. */
  static long backoffMs(int attempts, double random) {
    long capped = attempts > 8 ? LONGEST_MS : Math.min(LONGEST_MS, FIRST_MS << attempts);
    return capped / 2 + Math.round(capped / 2.0 * random);
  }
}
