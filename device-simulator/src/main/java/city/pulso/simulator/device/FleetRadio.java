package city.pulso.simulator.device;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.jspecify.annotations.Nullable;

/**
 * Sends a fleet's messages once each, Confirmable or QoS 1, and says what was answered. Nothing is
 * repeated beyond what CoAP itself repeats.
 *
 * <p>Threads: any may send; answers come on the library's threads.
 */
public final class FleetRadio implements AutoCloseable {
  /** What is told when nobody answered. */
  public static final String NO_ANSWER = "no answer";

  private static final int COAP_PORT = 5683;
  private static final int MQTT_PORT = 1883;
  private static final long CONNECT_S = 10;

  private final List<CoapEndpoint> sockets = new ArrayList<>();
  private final List<NatBox> nats = new ArrayList<>();
  private final List<InetSocketAddress> targets = new ArrayList<>();
  private final ScheduledExecutorService protocol;
  private final String path;
  private final @Nullable Mqtt5AsyncClient mqtt;

  /**
   * Opens the sockets and connects to the broker.
   *
   * @param to {@code coap://host:port[/path]}; null: no device speaks CoAP
   * @param natCount NATs the devices are behind, one socket each
   * @param rebinding whether {@link #rebind} will be asked for
   * @param broker {@code mqtt://host:port}; null: no device speaks MQTT
   * @throws IOException when a host is not known, a socket cannot be opened or the broker refuses
   */
  public static FleetRadio open(
      @Nullable URI to, int natCount, boolean rebinding, @Nullable URI broker) throws IOException {
    FleetRadio radio = new FleetRadio(to, broker);
    try {
      if (to != null) {
        radio.openSockets(to, natCount, rebinding);
      }
      radio.connect(broker);
      return radio;
    } catch (IOException | RuntimeException e) {
      radio.close();
      throw e;
    }
  }

  private FleetRadio(@Nullable URI to, @Nullable URI broker) {
    this.path =
        to == null || to.getPath() == null || to.getPath().length() < 2
            ? "t"
            : to.getPath().substring(1);
    this.protocol =
        Executors.newScheduledThreadPool(
            1,
            task -> {
              Thread thread = new Thread(task, "fleet-coap");
              thread.setDaemon(true);
              return thread;
            });
    this.mqtt =
        broker == null
            ? null
            : Mqtt5Client.builder()
                .identifier("pulso-fleet-" + UUID.randomUUID())
                .serverHost(broker.getHost())
                .serverPort(broker.getPort() < 0 ? MQTT_PORT : broker.getPort())
                .buildAsync();
  }

  private void openSockets(URI to, int natCount, boolean rebinding) throws IOException {
    InetSocketAddress peer =
        new InetSocketAddress(to.getHost(), to.getPort() < 0 ? COAP_PORT : to.getPort());
    if (peer.isUnresolved()) {
      throw new IOException("host " + to.getHost() + " is not known");
    }
    Configuration configuration =
        new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS)
            .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
            .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1)
            .set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
    for (int i = 0; i < natCount; i++) {
      InetSocketAddress target = peer;
      if (rebinding) {
        NatBox nat = new NatBox(peer);
        nats.add(nat);
        target = nat.address();
      }
      CoapEndpoint socket =
          CoapEndpoint.builder()
              .setConfiguration(configuration)
              .setInetSocketAddress(new InetSocketAddress(0))
              .build();
      socket.setExecutors(protocol, protocol);
      socket.start();
      sockets.add(socket);
      targets.add(target);
    }
  }

  private void connect(@Nullable URI broker) throws IOException {
    Mqtt5AsyncClient client = mqtt;
    if (client == null) {
      return;
    }
    try {
      client.connectWith().cleanStart(true).keepAlive(30).send().get(CONNECT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(broker + ": " + String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException(broker + " did not answer within " + CONNECT_S + " s", e);
    }
  }

  /**
   * Sends a message and returns at once.
   *
   * @param answered told once what came back: {@code 2.04}, {@code 4.03 device ... is not
   *     registered}, {@code PUBACK SUCCESS}, or {@link #NO_ANSWER}
   */
  public void send(FleetMessage message, Consumer<String> answered) {
    Once once = new Once(answered);
    try {
      if (message.overCoap()) {
        post(message, once);
      } else {
        publish(message, once);
      }
    } catch (RuntimeException e) {
      once.tell("not sent: " + e.getMessage());
    }
  }

  /** The NAT gives its devices another port. */
  public void rebind(int nat) {
    if (nat < nats.size()) {
      nats.get(nat).rebind();
    }
  }

  private void post(FleetMessage message, Once once) {
    if (sockets.isEmpty()) {
      once.tell("not sent: no CoAP address is given");
      return;
    }
    int nat = message.nat() % sockets.size();
    Request request = Request.newPost();
    request.setDestinationContext(new AddressEndpointContext(targets.get(nat)));
    request.getOptions().setUriPath(path).setContentFormat(contentFormat(message));
    request.setPayload(message.payload().toByteArray());
    request.addMessageObserver(once);
    sockets.get(nat).sendRequest(request);
  }

  static int contentFormat(FleetMessage message) {
    return message.encoding() == DeviceMessage.Encoding.COAP_SENML_JSON
        ? MediaTypeRegistry.APPLICATION_SENML_JSON
        : MediaTypeRegistry.APPLICATION_OCTET_STREAM;
  }

  private void publish(FleetMessage message, Once once) {
    Mqtt5AsyncClient client = mqtt;
    if (client == null) {
      once.tell("not sent: no MQTT broker is given");
      return;
    }
    var unused =
        client
            .publishWith()
            .topic(message.topic())
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(message.payload().asReadOnlyByteBuffer())
            .send()
            .whenComplete(
                (result, failure) -> {
                  if (failure instanceof Mqtt5PubAckException refused) {
                    once.tell("PUBACK " + refused.getMqttMessage().getReasonCode());
                  } else if (failure != null) {
                    once.tell("not sent: " + failure.getMessage());
                  } else {
                    once.tell(
                        result instanceof Mqtt5Qos1Result ack
                            ? "PUBACK " + ack.getPubAck().getReasonCode()
                            : NO_ANSWER);
                  }
                });
  }

  @Override
  public void close() {
    sockets.forEach(CoapEndpoint::destroy);
    nats.forEach(NatBox::close);
    protocol.shutdownNow();
    Mqtt5AsyncClient client = mqtt;
    if (client != null) {
      var unused = client.disconnect().exceptionally(notConnected -> null);
    }
  }

  /** Californium may report one end in more than one way; the first counts. */
  private static final class Once extends MessageObserverAdapter {
    private final java.util.concurrent.atomic.AtomicReference<@Nullable Consumer<String>> answered;

    Once(Consumer<String> answered) {
      this.answered = new java.util.concurrent.atomic.AtomicReference<>(answered);
    }

    void tell(String what) {
      Consumer<String> listener = answered.getAndSet(null);
      if (listener != null) {
        listener.accept(what);
      }
    }

    @Override
    public void onResponse(Response response) {
      boolean text =
          response.getPayloadSize() > 0
              && !response.isSuccess()
              && response.getOptions().getContentFormat() <= 0;
      String said = text ? " " + response.getPayloadString() : "";
      tell(response.getCode() + (said.length() > 300 ? said.substring(0, 300) : said));
    }

    @Override
    public void onReject() {
      tell("reset");
    }

    @Override
    public void onTimeout() {
      tell(NO_ANSWER);
    }

    @Override
    public void onCancel() {
      tell(NO_ANSWER);
    }

    @Override
    public void onSendError(@Nullable Throwable error) {
      tell("not sent: " + error);
    }
  }
}
