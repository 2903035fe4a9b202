package city.pulso.simulator.device;

import city.pulso.simulator.device.DeviceMessage.Encoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.jspecify.annotations.Nullable;

/**
 * Confirmable POSTs (RFC 7252) from a few UDP sockets.
 *
 * <p>A device always uses the same socket. A socket has 65,536 Message IDs per peer and
 * EXCHANGE_LIFETIME (247 s); when they run out Californium refuses to send and the attempt counts
 * as failed, because reusing one would make the gateway take a new message for a repeated one.
 */
final class CoapTransport implements Transport {
  private static final int DEFAULT_PORT = 5683;
  private static final int TOO_MANY_REQUESTS = 29; // 4.29, RFC 8516

  private final Map<String, URI> gateways;
  private final List<CoapEndpoint> sockets = new ArrayList<>();
  private final ScheduledExecutorService protocol;

  /**
   * @param gateways {@code coap://host:port/path} by gateway id; no path means {@code /t}
   * @param socketCount UDP sockets to open
   * @param ackTimeout first wait for an acknowledgement; four retransmissions double it (RFC 7252,
   *     4.2)
   */
  CoapTransport(Map<String, URI> gateways, int socketCount, Duration ackTimeout) {
    this.gateways = Map.copyOf(gateways);
    this.protocol =
        Executors.newScheduledThreadPool(
            1,
            task -> {
              Thread thread = new Thread(task, "devices-coap");
              thread.setDaemon(true);
              return thread;
            });
    CoapConfig.register();
    UdpConfig.register();
    Configuration configuration = new Configuration();
    configuration.set(CoapConfig.ACK_TIMEOUT, ackTimeout.toMillis(), TimeUnit.MILLISECONDS);
    configuration.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1);
    configuration.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
    configuration.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    try {
      for (int i = 0; i < socketCount; i++) {
        CoapEndpoint socket =
            new CoapEndpoint.Builder()
                .setConfiguration(configuration)
                .setInetSocketAddress(new InetSocketAddress(0))
                .build();
        socket.setExecutors(protocol, protocol);
        socket.start();
        sockets.add(socket);
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("cannot open a UDP socket for the devices", e);
    }
  }

  @Override
  public void send(DeviceMessage message, Consumer<Answer> answered) {
    URI gateway = gateways.get(message.gateway());
    if (gateway == null) {
      answered.accept(
          new Answer.Refused("no CoAP address is configured for gateway " + message.gateway()));
      return;
    }
    InetSocketAddress peer =
        new InetSocketAddress(
            gateway.getHost(), gateway.getPort() < 0 ? DEFAULT_PORT : gateway.getPort());
    if (peer.isUnresolved()) {
      answered.accept(new Answer.Failed("host " + gateway.getHost() + " is not known"));
      return;
    }
    Request request = Request.newPost();
    request.setConfirmable(true);
    request.setDestinationContext(new AddressEndpointContext(peer));
    String path = gateway.getPath();
    request.getOptions().setUriPath(path == null || path.length() < 2 ? "t" : path.substring(1));
    request
        .getOptions()
        .setContentFormat(
            message.encoding() == Encoding.COAP_SENML_JSON
                ? MediaTypeRegistry.APPLICATION_SENML_JSON
                : MediaTypeRegistry.APPLICATION_OCTET_STREAM);
    request.setPayload(message.payload().toByteArray());
    request.addMessageObserver(new Once(answered));
    try {
      sockets.get(Math.floorMod(message.device().hashCode(), sockets.size())).sendRequest(request);
    } catch (RuntimeException e) {
      request.cancel();
      answered.accept(new Answer.Failed(String.valueOf(e.getMessage())));
    }
  }

  private static Answer read(Response response) {
    CoAP.ResponseCode code = response.getCode();
    Duration maxAge = Duration.ofSeconds(response.getOptions().getMaxAge());
    String said = code + diagnostic(response);
    if (code.isSuccess()) {
      return new Answer.Accepted();
    }
    if (code == CoAP.ResponseCode.SERVICE_UNAVAILABLE
        || (code.codeClass == CoAP.CodeClass.ERROR_RESPONSE.value
            && code.codeDetail == TOO_MANY_REQUESTS)) {
      return new Answer.NotNow(maxAge, said);
    }
    return code.isClientError() ? new Answer.Refused(said) : new Answer.Failed(said);
  }

  private static String diagnostic(Response response) {
    String text = response.getPayloadSize() == 0 ? "" : response.getPayloadString();
    return text.isEmpty() ? "" : " " + (text.length() > 300 ? text.substring(0, 300) : text);
  }

  @Override
  public void close() {
    sockets.forEach(CoapEndpoint::destroy);
    protocol.shutdownNow();
  }

  /** Californium may report one end in more than one way; the first counts. */
  private static final class Once extends MessageObserverAdapter {
    private final Consumer<Answer> answered;
    private final AtomicBoolean done = new AtomicBoolean();

    Once(Consumer<Answer> answered) {
      this.answered = answered;
    }

    private void answer(Answer answer) {
      if (done.compareAndSet(false, true)) {
        answered.accept(answer);
      }
    }

    @Override
    public void onResponse(Response response) {
      answer(read(response));
    }

    @Override
    public void onReject() {
      answer(new Answer.Failed("reset by the gateway"));
    }

    @Override
    public void onTimeout() {
      answer(new Answer.Failed("no answer after four retransmissions"));
    }

    @Override
    public void onCancel() {
      answer(new Answer.Failed("cancelled"));
    }

    @Override
    public void onSendError(@Nullable Throwable error) {
      answer(new Answer.Failed("cannot send: " + error));
    }

    @Override
    public void onResponseHandlingError(@Nullable Throwable error) {
      answer(new Answer.Failed("cannot read the answer: " + error));
    }
  }
}
