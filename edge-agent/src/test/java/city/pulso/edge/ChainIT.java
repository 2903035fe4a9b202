package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture.City;
import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.CoapSender;
import city.pulso.edge.coap.DtlsConfig;
import city.pulso.edge.config.AgentAddress;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.TlsFiles;
import city.pulso.edge.config.UplinkAddress;
import city.pulso.edge.relay.RelayConfig;
import city.pulso.edge.uplink.UplinkConfig;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** lima-01 –CoAPs→ lima-02 –CoAP→ lima-03 –MQTT→ Mosquitto: only the last one reaches the city. */
class ChainIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = "000102030405060708090a0b0c0d0e0f";

  @Test
  void batches_go_up_a_chain_unchanged_and_receipts_and_the_registry_come_down(
      @TempDir Path directory) throws Exception {
    try (Mosquitto mosquitto = new Mosquitto(directory.resolve("mosquitto"));
        City city = new City(mosquitto.port())) {
      city.publishRegistry();
      RelayConfig both = RelayConfig.of("lima-01", "lima-02");
      try (EdgeAgent last =
          start(
              directory,
              "lima-03",
              BrokerAddress.of(mosquitto.uri()),
              CoapConfig.loopback(),
              both)) {
        UplinkAddress toLast = AgentAddress.of("coap://127.0.0.1:" + last.coapAddress().getPort());
        EdgeAgent middle =
            start(directory, "lima-02", toLast, secured(directory), RelayConfig.of("lima-01"));
        int port = middle.coapsAddress().orElseThrow().getPort();
        AgentAddress toMiddle =
            new AgentAddress(
                URI.create("coaps://127.0.0.1:" + port),
                "lima-01-uplink",
                secret(directory.resolve("lima-01.psk"), KEY),
                TlsFiles.DEFAULT);
        try (EdgeAgent first =
            start(directory, "lima-01", toMiddle, CoapConfig.loopback(), RelayConfig.none())) {
          await("the registry entry comes down two agents")
              .atMost(PATIENCE)
              .until(() -> first.status().devicesKnown() == 3);

          for (int i = 1; i <= 30; i++) {
            post(first, i); // together more than one datagram, so block by block
          }
          assertThat(first.status().acceptedReadings()).isEqualTo(30);
          TreeMap<Long, TelemetryBatch> arrived = new TreeMap<>();
          await("30 readings arrive, and no hole is left between their batches")
              .atMost(PATIENCE)
              .until(
                  () ->
                      readings(arrived, city.batches.poll(100, TimeUnit.MILLISECONDS)) == 30
                          && arrived.size() == arrived.lastKey());
          TelemetryBatch batch = arrived.lastEntry().getValue();
          assertThat(first.status().spooledReadings()).as("no receipt yet").isEqualTo(30);
          assertThat(middle.status().acceptedReadings()).as("not its own devices").isZero();

          city.publish(Topics.receipt("lima-01"), receipt(batch).toByteArray(), false);
          await("the receipt comes down two agents")
              .atMost(PATIENCE)
              .until(() -> first.status().spooledReadings() == 0);

          middle.close();
          post(first, 31);
          assertThat(first.status().spooledReadings()).isEqualTo(1);
          middle =
              start(
                  directory,
                  "lima-02",
                  toLast,
                  secured(directory, port),
                  RelayConfig.of("lima-01"));
          long highest = batch.getSequence();
          await("what was accepted while the middle was away arrives")
              .atMost(Duration.ofMinutes(2))
              .until(
                  () -> {
                    Mqtt5Publish next = city.batches.poll(100, TimeUnit.MILLISECONDS);
                    return next != null
                        && TelemetryBatch.parseFrom(next.getPayloadAsBytes())
                            .getReadingsList()
                            .stream()
                            .anyMatch(r -> r.getPlug().getPowerW() == 31)
                        && TelemetryBatch.parseFrom(next.getPayloadAsBytes()).getSequence()
                            > highest;
                  });
        } finally {
          middle.close();
        }
      }
    }
  }

  /** Notes a batch and says how many plug readings there are by now. */
  private static long readings(TreeMap<Long, TelemetryBatch> arrived, @Nullable Mqtt5Publish next)
      throws Exception {
    if (next != null
        && next.getTopic().toString().equals(Topics.telemetry(Domain.HOMES, "lima-01"))) {
      TelemetryBatch batch = TelemetryBatch.parseFrom(next.getPayloadAsBytes());
      assertThat(batch.getGateway()).isEqualTo("lima-01");
      TelemetryBatch before = arrived.put(batch.getSequence(), batch);
      assertThat(before == null || before.equals(batch)).as("the same bytes again").isTrue();
    }
    return arrived.values().stream()
        .flatMap(batch -> batch.getReadingsList().stream())
        .filter(Reading::hasPlug)
        .count();
  }

  private static void post(EdgeAgent agent, int power) throws Exception {
    URI to = URI.create("coap://127.0.0.1:" + agent.coapAddress().getPort() + "/t");
    String pack = "[{\"bn\":\"plug_k17:\",\"n\":\"power\",\"u\":\"W\",\"v\":" + power + "}]";
    assertThat(
            CoapSender.post(to, 110, pack.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(60))
                .orElseThrow()
                .success())
        .isTrue();
  }

  private static EdgeAgent start(
      Path directory, String gateway, UplinkAddress to, CoapConfig coap, RelayConfig relay)
      throws Exception {
    return EdgeAgent.start(
        EdgeAgentConfig.of(
                gateway,
                directory.resolve(gateway),
                new UplinkConfig(to, 64, Duration.ofSeconds(5)))
            .withCoap(coap)
            .withRelay(relay),
        Clock.systemUTC());
  }

  private static CoapConfig secured(Path directory) throws Exception {
    return secured(directory, 0);
  }

  private static CoapConfig secured(Path directory, int port) throws Exception {
    Path keys =
        secret(
            directory.resolve("keys.yaml"),
            "psk:\n  - identity: lima-01-uplink\n    key: " + KEY + "\n    devices: [lima-01]\n");
    return new CoapConfig(
        "127.0.0.1", 0, 16384, true, new DtlsConfig(port, keys, null, 100, 10), null);
  }

  private static Path secret(Path file, String text) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static Receipt receipt(TelemetryBatch upTo) {
    return Receipt.newBuilder()
        .setGateway(upTo.getGateway())
        .setDomain(upTo.getDomain())
        .setEpoch(upTo.getEpoch())
        .addRanges(SequenceRange.newBuilder().setFirst(1).setLast(upTo.getSequence()))
        .build();
  }
}
