package city.pulso.alerting.intake;

import city.pulso.alerting.store.SecretFile;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection with its subscriptions, kept up for ever. */
final class BrokerSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerSession.class);
  private static final int STATE_RECEIVE_MAXIMUM = 1_000;
  private static final long PATIENCE_MS = 2_000;

  private final List<String> topicFilters;
  private final Handler handler;
  private final ExecutorService executor;
  private final Mqtt5Connect connect;
  private final Mqtt5AsyncClient client;
  private volatile boolean subscribed;
  private volatile boolean closed;

  /** Handles one message; acknowledges it when it is done with. */
  interface Handler {
    void handle(Mqtt5Publish publish) throws InterruptedException;
  }

  private BrokerSession(
      IntakeConfig config,
      String clientId,
      Mqtt5Connect connect,
      List<String> topicFilters,
      String thread,
      Handler handler)
      throws IOException {
    this.topicFilters = List.copyOf(topicFilters);
    this.handler = handler;
    this.connect = connect;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread worker = new Thread(work, thread);
              worker.setDaemon(true);
              return worker;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // what the client still hands over when closed
    this.client = client(config, clientId);
    client.publishes(MqttGlobalPublishFilter.ALL, this::handle, executor, true);
  }

  /** The broker keeps the subscription and what arrives while we are away. */
  static BrokerSession persistent(
      IntakeConfig config, String topicFilter, String thread, Handler handler) throws IOException {
    Mqtt5Connect connect =
        Mqtt5Connect.builder()
            .cleanStart(false)
            .sessionExpiryInterval(config.sessionExpiry().toSeconds())
            .restrictions()
            .receiveMaximum(config.receiveMaximum())
            .applyRestrictions()
            .build();
    return new BrokerSession(
        config, config.clientId(), connect, List.of(topicFilter), thread, handler);
  }

  /** The broker forgets us when the connection ends. */
  static BrokerSession fresh(
      IntakeConfig config, List<String> topicFilters, String thread, Handler handler)
      throws IOException {
    Mqtt5Connect connect =
        Mqtt5Connect.builder()
            .cleanStart(true)
            .sessionExpiryInterval(0)
            .restrictions()
            .receiveMaximum(STATE_RECEIVE_MAXIMUM)
            .applyRestrictions()
            .build();
    String clientId = config.clientId() + "-state-" + UUID.randomUUID().toString().substring(0, 8);
    return new BrokerSession(config, clientId, connect, topicFilters, thread, handler);
  }

  void connect() {
    client
        .connect(connect)
        .whenComplete(
            (connack, failed) -> {
              if (failed != null && !closed) {
                LOG.debug("First connect failed", failed);
              }
            });
  }

  boolean subscribed() {
    return subscribed && client.getState().isConnected();
  }

  @Override
  public void close() {
    closed = true;
    try {
      client.disconnect().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException gone) {
      LOG.debug("Was not connected when closed", gone);
    }
    executor.shutdownNow();
    try {
      executor.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private Mqtt5AsyncClient client(IntakeConfig config, String clientId) throws IOException {
    boolean tls = "mqtts".equals(config.uri().getScheme());
    int port = config.uri().getPort() >= 0 ? config.uri().getPort() : tls ? 8883 : 1883;
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(clientId)
            .serverHost(config.uri().getHost())
            .serverPort(port)
            .automaticReconnect()
            .initialDelay(200, TimeUnit.MILLISECONDS)
            .maxDelay(10, TimeUnit.SECONDS)
            .applyAutomaticReconnect()
            .addConnectedListener(context -> subscribe())
            .addDisconnectedListener(
                context -> {
                  subscribed = false;
                  if (!closed) {
                    LOG.info("Broker not connected: {}", context.getCause().toString());
                  }
                });
    if (tls) {
      builder = builder.sslWithDefaultConfig();
    }
    Path passwordFile = config.passwordFile();
    if (config.username() != null && passwordFile != null) {
      byte[] password = SecretFile.read(passwordFile).getBytes(StandardCharsets.UTF_8);
      builder =
          builder.simpleAuth().username(config.username()).password(password).applySimpleAuth();
    }
    return builder.buildAsync();
  }

  /** At every connect: a broker that lost its sessions would otherwise send nothing. */
  private void subscribe() {
    client
        .subscribe(
            Mqtt5Subscribe.builder()
                .addSubscriptions(
                    topicFilters.stream()
                        .map(
                            filter ->
                                Mqtt5Subscription.builder()
                                    .topicFilter(filter)
                                    .qos(MqttQos.AT_LEAST_ONCE)
                                    .build()))
                .build())
        .whenComplete(
            (suback, failed) -> {
              subscribed = failed == null;
              if (failed != null && !closed) {
                LOG.warn("Subscription to {} failed: {}", topicFilters, failed.toString());
              }
            });
  }

  private void handle(Mqtt5Publish publish) {
    if (closed) {
      return;
    }
    try {
      handler.handle(publish);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }
}
