package city.pulso.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.schemas.v1.DeviceReport;
import city.pulso.simulator.clock.LapseClock;
import city.pulso.simulator.device.SendersConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

class ReplayRunTest {
  private static final Instant FROM = Instant.parse("2017-05-01T00:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Map<String, Map<Long, Long>> stored = new ConcurrentHashMap<>();
  private final AtomicInteger posts = new AtomicInteger();
  private CoapServer gateway;
  private URI address;

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
    gateway.add(new Store());
    gateway.start();
    address = URI.create("coap://127.0.0.1:" + endpoint.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    gateway.destroy();
  }

  /** Answers 5.03 now and then, and stores what it accepts. */
  private final class Store extends CoapResource {
    Store() {
      super("t");
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      if (posts.incrementAndGet() % 400 == 0) {
        Response full = new Response(ResponseCode.SERVICE_UNAVAILABLE);
        full.getOptions().setMaxAge(1);
        exchange.respond(full);
        return;
      }
      try {
        DeviceReport report = DeviceReport.parseFrom(exchange.getRequestPayload());
        report
            .getReadingsList()
            .forEach(
                reading ->
                    stored
                        .computeIfAbsent(report.getDevice(), d -> new ConcurrentHashMap<>())
                        .put(
                            reading.getObservedAtMs(),
                            DeviceInventory.hash(
                                reading.getObservedAtMs(), ReplayTest.values(reading))));
        exchange.respond(ResponseCode.CHANGED);
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        exchange.respond(ResponseCode.BAD_REQUEST, e.getMessage());
      }
    }
  }

  @Test
  void an_interrupted_and_resumed_run_delivers_all_of_the_recording() throws Exception {
    Replay replay =
        Replay.load(
            SharedData.require(),
            ReplayOptions.of(FROM, Duration.ofHours(12), List.of("seoul", "muenster")));
    Map<String, URI> agents = new HashMap<>();
    replay.gateways().forEach(id -> agents.put(id, address));
    SendersConfig config = SendersConfig.to(agents, null);

    Instant position;
    LapseClock clock = LapseClock.startingAt(FROM, 3_600); // there is time to see it under way
    try (ReplayRun first = run(replay, config, clock, FROM)) {
      await().atMost(LIMIT).until(() -> first.position().isAfter(FROM.plus(Duration.ofHours(4))));
      position = first.position();
    }
    assertThat(position).isBefore(FROM.plus(Duration.ofHours(12)));

    LapseClock again = LapseClock.startingAt(position, 36_000);
    try (ReplayRun second = run(replay, config, again, position)) {
      assertThat(second.awaitEnd(LIMIT)).isTrue();
      assertThat(second.failure()).isNull();
      assertThat(second.status().refused()).isZero();
      assertThat(second.status().waiting()).isZero();
    }
    Map<String, Long> checksums = new HashMap<>();
    stored.forEach(
        (device, byTime) ->
            checksums.put(device, byTime.values().stream().mapToLong(Long::longValue).sum()));
    Map<String, Long> expected = new HashMap<>();
    replay.inventory().forEach((device, inventory) -> expected.put(device, inventory.checksum()));
    assertThat(checksums).isEqualTo(expected);
    assertThat(expected).hasSize(45);
  }

  private static ReplayRun run(
      Replay replay, SendersConfig config, LapseClock clock, Instant position) {
    return ReplayRun.start(
        replay, config, clock, position, ReplayRun.DEFAULT_SLACK, ReplayRun.DEFAULT_TAIL);
  }
}
