package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.TlsFiles;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fleets of the simulator over MQTT with TLS, through a foreign broker to an agent. */
class FleetMqttIT {
  private final Simulate fleets = new Simulate();

  @TempDir Path directory = Path.of("");

  @Test
  void every_format_reaches_the_agent_over_tls_with_user_and_password() throws Exception {
    Certificates city = new Certificates(Files.createDirectory(directory.resolve("city")));
    city.sign("broker", "CN=Broker", "-ext", "san=ip:127.0.0.1");
    city.sign("fleet", "CN=fleet");
    Path trust = city.certificate("ca");
    Path users = directory.resolve("users");
    Program.installed("mosquitto_passwd").run(List.of("-b", "-c", users.toString(), "sim", "tea"));
    Path password = DtlsFixture.ownersAlone(directory.resolve("password"), "tea\n");
    Path wrong = DtlsFixture.ownersAlone(directory.resolve("wrong"), "coffee\n");
    String settings =
        "cafile %s\ncertfile %s\nkeyfile %s\nrequire_certificate true\nallow_anonymous false\npassword_file %s"
            .formatted(trust, city.certificate("broker"), city.key("broker"), users);
    assertThat(
            fleets.run(
                "--air=6",
                "--bays=4",
                "--plugs=6",
                "--leave-registry=" + directory.resolve("agent"),
                "--gateway=" + AgentFixture.GATEWAY))
        .isZero();
    TlsFiles files = new TlsFiles(trust, city.certificate("fleet"), city.key("fleet"));
    try (Mosquitto broker = new Mosquitto(directory.resolve("broker"), settings);
        EdgeAgent agent =
            EdgeAgent.start(
                AgentFixture.offline(directory.resolve("agent"))
                    .withLocalBroker(
                        new LocalBrokerConfig(
                            new BrokerAddress(
                                URI.create("mqtts://127.0.0.1:" + broker.port()),
                                "sim",
                                password,
                                files),
                            mappings())),
                Clock.systemUTC())) {
      String[] fleet = {
        "--mqtt=mqtts://127.0.0.1:" + broker.port(),
        "--username=sim",
        "--trust=" + trust,
        "--certificate=" + city.certificate("fleet"),
        "--key=" + city.key("fleet"),
        "--devices-of=" + directory.resolve("agent"),
        "--formats=all",
        "--every=250ms",
        "--for=1s"
      };
      await("the agent listens")
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                fleets.forget();
                return fleets.run(with(fleet, "--password-file=" + password)) == 0
                    && fleets.row("  PUBACK SUCCESS") == fleets.row("sent");
              });
      for (String version : List.of("5", "3.1.1")) {
        long before = agent.status().acceptedReadings();
        fleets.forget();
        assertThat(
                fleets.run(
                    with(
                        fleet,
                        "--password-file=" + password,
                        "--mqtt-version=" + version,
                        "--seed=" + 2 * version.length())))
            .as(fleets.err())
            .isZero();
        long sent = fleets.row("sent");
        assertThat(sent).isGreaterThan(40);
        assertThat(fleets.row("  PUBACK SUCCESS")).isEqualTo(sent);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(agent.status().acceptedReadings() - before)
                        .as(version + " " + agent.status().refusedMessages())
                        .isGreaterThanOrEqualTo(sent));
        assertThat(agent.status().refusedMessages()).isEmpty();

        assertThat(fleets.run(with(fleet, "--password-file=" + wrong, "--mqtt-version=" + version)))
            .isEqualTo(1);
        assertThat(fleets.err()).contains("the broker refuses").doesNotContain("coffee");
      }
    }
  }

  private static String[] with(String[] fleet, String... more) {
    String[] all = java.util.Arrays.copyOf(fleet, fleet.length + more.length);
    System.arraycopy(more, 0, all, fleet.length, more.length);
    return all;
  }

  private static List<TopicMapping> mappings() {
    return List.of(
        new TopicMapping("tele/+/SENSOR", Format.TASMOTA, 2),
        new TopicMapping("+/status/+", Format.SHELLY, 1),
        new TopicMapping("zigbee2mqtt/+", Format.ZIGBEE2MQTT, 2),
        new TopicMapping("application/+/device/+/event/up", Format.CHIRPSTACK, 4),
        new TopicMapping("sensor-community/+", Format.SENSOR_COMMUNITY, 2),
        new TopicMapping("pulso/+", Format.PULSO, 2),
        new TopicMapping("senml-json/+", Format.SENML_JSON, 2),
        new TopicMapping("senml-cbor/+", Format.SENML_CBOR, 2));
  }
}
