package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture.City;
import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.coap.CoapSender;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.RegistryEntry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload and a change of the registry, with Mosquitto as the city's and as the local broker. */
class ReloadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void neither_a_reload_nor_a_change_of_the_registry_drops_a_session(@TempDir Path directory)
      throws Exception {
    Path keys = DtlsFixture.keys(directory);
    try (Mosquitto mosquitto = new Mosquitto(directory.resolve("mosquitto"));
        City city = new City(mosquitto.port())) {
      city.publishRegistry();
      Path file =
          Files.writeString(
              directory.resolve("agent.yaml"),
              """
              gateways:
                - gateway: %s
                  directory: %s
                  coap: {port: 0, dtls: {port: 0, keys-file: %s}}
                  local-broker: {uri: "%s", topics: [{filter: tele/+/SENSOR, format: tasmota}]}
                  uplink: {uri: "%s", window: 64}
              """
                  .formatted(
                      AgentFixture.GATEWAY,
                      directory.resolve("agent"),
                      keys,
                      mosquitto.uri(),
                      mosquitto.uri()));
      try (RunningAgents agents = RunningAgents.start(AgentsFile.read(file), Clock.systemUTC())) {
        EdgeAgent agent = agents.agents().get(0);
        await("the registry is heard")
            .atMost(PATIENCE)
            .until(() -> agent.status().devicesKnown() == 3 && agent.health().ready());
        try (Nat nat = new Nat(agent.coapsAddress().orElseThrow());
            CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
          URI to = DtlsFixture.uri(nat.port());
          assertThat(DtlsFixture.isLetIn(air, to)).isTrue();
          int handshakes = nat.handshakes();

          Files.writeString(file, Files.readString(file).replace("window: 64", "window: 8"));
          Files.writeString(keys, Files.readString(keys).replace("bay-12,O=Lima", "bay-13,O=Lima"));
          assertThat(agents.reload(file)).hasSize(2);
          city.publish(
              Topics.registry(RegistryEntry.EntryCase.GATEWAY, AgentFixture.GATEWAY),
              RegistryEntry.newBuilder()
                  .setGateway(
                      AgentFixture.entry().toBuilder()
                          .addDevices(Device.newBuilder().setId("new").setDomain(Domain.AIR)))
                  .build()
                  .toByteArray(),
              true);
          await("the registry's change is heard")
              .atMost(PATIENCE)
              .until(() -> agent.status().devicesKnown() == 4);

          assertThat(DtlsFixture.isLetIn(air, to)).isTrue();
          assertThat(nat.handshakes()).as("the same DTLS connection").isEqualTo(handshakes);
          assertThat(agent.status().acceptedReadings()).isEqualTo(2);
          assertThat(city.batches.poll(60, java.util.concurrent.TimeUnit.SECONDS)).isNotNull();
          assertThat(agent.status().uplinkConnected()).isTrue();
          assertThat(agent.metrics())
              .contains("pulso_edge_uplink_lost_total{gateway=\"lima-01\"} 0.0");
          assertThat(Files.readString(directory.resolve("mosquitto/mosquitto.log")))
              .as("one connection each, from first to last")
              .containsOnlyOnce(" as pulso-agent-lima-01 ")
              .containsOnlyOnce(" as pulso-intake-lima-01 ");
        }
      }
    }
  }
}
