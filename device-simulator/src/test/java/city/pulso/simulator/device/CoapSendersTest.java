package city.pulso.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.simulator.device.DeviceMessage.Encoding;
import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoapSendersTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Queue<Response> script = new ConcurrentLinkedQueue<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<Integer> formats = new CopyOnWriteArrayList<>();
  private final AtomicInteger toIgnore = new AtomicInteger();
  private final AtomicBoolean full = new AtomicBoolean();
  private CoapServer gateway;
  private DeviceSenders senders;

  @BeforeEach
  void start() throws Exception {
    org.eclipse.californium.core.config.CoapConfig.register();
    org.eclipse.californium.elements.config.UdpConfig.register();
    gateway = new CoapServer(new Configuration());
    CoapEndpoint endpoint =
        new CoapEndpoint.Builder()
            .setConfiguration(new Configuration())
            .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build();
    gateway.addEndpoint(endpoint);
    gateway.add(new Readings());
    gateway.start();
    URI uri = URI.create("coap://127.0.0.1:" + endpoint.getAddress().getPort());
    senders =
        DeviceSenders.open(
            new SendersConfig(Map.of("gw-1", uri), null, 16, 100, 1, 1, Duration.ofMillis(100)));
  }

  @AfterEach
  void stop() {
    senders.close();
    gateway.destroy();
  }

  @Test
  void a_message_is_repeated_after_max_age_until_the_gateway_takes_it() throws Exception {
    full.set(true);
    senders.submit(message("air-1", 5, Encoding.COAP_PROTOBUF));
    await().atMost(LIMIT).until(() -> senders.status().retrying() == 1);
    assertThat(senders.oldestUnansweredMs()).hasValue(5);
    full.set(false);
    assertThat(senders.awaitAnswered(LIMIT)).isTrue();
    assertThat(heard).hasSizeGreaterThan(1).containsOnly("air-1@5");
    SenderStatus status = senders.status();
    assertThat(status.accepted()).isEqualTo(1);
    assertThat(status.retries()).isEqualTo(heard.size() - 1);
    assertThat(status.refused()).isZero();
    assertThat(status.lastTrouble()).isEqualTo("5.03 spool full");
    assertThat(senders.oldestUnansweredMs()).isEmpty();
  }

  @Test
  void a_refused_message_is_counted_with_its_diagnostic_and_the_next_one_is_sent()
      throws Exception {
    script.add(answer(ResponseCode.BAD_REQUEST, 0, "field 7: not a number"));
    senders.submit(message("air-1", 1, Encoding.COAP_SENML_JSON));
    senders.submit(message("air-1", 2, Encoding.COAP_PROTOBUF));
    assertThat(senders.awaitAnswered(LIMIT)).isTrue();
    assertThat(senders.status().refusals()).isEqualTo(Map.of("4.00 field 7: not a number", 1L));
    assertThat(senders.status().accepted()).isEqualTo(1);
    assertThat(heard).containsExactly("air-1@1", "air-1@2");
    assertThat(formats).containsExactly(110, 42);
  }

  @Test
  void an_answer_that_never_comes_is_asked_for_again() throws Exception {
    toIgnore.set(2); // the requests of two retransmissions are lost
    senders.submit(message("air-1", 1, Encoding.COAP_PROTOBUF));
    assertThat(senders.awaitAnswered(LIMIT)).isTrue();
    assertThat(senders.status().accepted()).isEqualTo(1);
  }

  @Test
  void messages_of_one_device_keep_their_order_while_it_waits() throws Exception {
    script.add(answer(ResponseCode.SERVICE_UNAVAILABLE, 1, ""));
    for (int i = 1; i <= 5; i++) {
      senders.submit(message("air-1", i, Encoding.COAP_PROTOBUF));
    }
    for (int i = 1; i <= 50; i++) {
      senders.submit(message("bay-" + i, i, Encoding.COAP_PROTOBUF));
    }
    assertThat(senders.awaitAnswered(LIMIT)).isTrue();
    assertThat(heard.stream().filter(each -> each.startsWith("air-1@")).distinct())
        .containsExactly("air-1@1", "air-1@2", "air-1@3", "air-1@4", "air-1@5");
    assertThat(senders.status().accepted()).isEqualTo(55);
  }

  @Test
  void a_gateway_that_is_not_configured_refuses_at_once() throws Exception {
    senders.submit(new DeviceMessage("gw-2", "x", 1, Encoding.COAP_PROTOBUF, ByteString.EMPTY, 1));
    assertThat(senders.awaitAnswered(LIMIT)).isTrue();
    assertThat(senders.status().refusals())
        .containsOnlyKeys("no CoAP address is configured for gateway gw-2");
  }

  private static DeviceMessage message(String device, long dueMs, Encoding encoding) {
    return new DeviceMessage(
        "gw-1", device, dueMs, encoding, ByteString.copyFromUtf8(device + "@" + dueMs), 1);
  }

  private static Response answer(ResponseCode code, long maxAgeSeconds, String diagnostic) {
    Response response = new Response(code);
    if (maxAgeSeconds > 0) {
      response.getOptions().setMaxAge(maxAgeSeconds);
    }
    response.setPayload(diagnostic);
    return response;
  }

  private final class Readings extends CoapResource {
    Readings() {
      super("t");
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      if (toIgnore.getAndDecrement() > 0) {
        return;
      }
      heard.add(exchange.getRequestText());
      formats.add(exchange.getRequestOptions().getContentFormat());
      Response scripted =
          full.get() ? answer(ResponseCode.SERVICE_UNAVAILABLE, 1, "spool full") : script.poll();
      exchange.respond(scripted == null ? new Response(ResponseCode.CHANGED) : scripted);
    }
  }
}
