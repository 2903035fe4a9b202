package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.DtlsConfig;
import city.pulso.simulator.device.FleetFormat;
import city.pulso.simulator.device.FleetKeys;
import city.pulso.simulator.device.FleetMessage;
import city.pulso.simulator.device.FleetRadio;
import city.pulso.simulator.device.FleetWays;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fleets of the simulator over DTLS 1.2, against an agent. */
class FleetDtlsTest {
  private final Simulate fleets = new Simulate();

  @TempDir Path directory = Path.of("");

  @Test
  void a_fleet_with_keys_of_its_own_is_let_in() throws Exception {
    Path keys = directory.resolve("keys.yaml");
    assertThat(
            fleets.run(
                "--air=4",
                "--bays=2",
                "--leave-registry=" + directory.resolve("agent"),
                "--gateway=" + AgentFixture.GATEWAY,
                "--leave-keys=" + keys))
        .isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rw-------");
    EdgeAgentConfig config =
        AgentFixture.offline(directory.resolve("agent"))
            .withCoap(CoapConfig.loopback().withDtls(DtlsConfig.psk(keys)));
    try (EdgeAgent agent = DtlsFixture.start(config)) {
      String[] fleet = {
        "--to=coaps://127.0.0.1:" + agent.coapsAddress().orElseThrow().getPort(),
        "--devices-of=" + directory.resolve("agent"),
        "--keys=" + keys,
        "--formats=all",
        "--every=100ms",
        "--for=1s"
      };
      assertThat(fleets.run(fleet)).as(fleets.err()).isZero();
      assertThat(fleets.row("sent")).isGreaterThan(40);
      assertThat(fleets.row("  2.04")).isEqualTo(fleets.row("sent"));
      assertThat(fleets.row("DTLS handshakes")).as("one for each device").isEqualTo(6);
    }
  }

  @Test
  void devices_keep_their_connection_when_their_nat_gives_them_other_ports() throws Exception {
    EdgeAgentConfig config = DtlsFixture.config(directory);
    try (EdgeAgent agent = DtlsFixture.start(config);
        FleetRadio radio = radio(agent, true)) {
      for (int round = 0; round < 4; round++) {
        assertThat(said(radio, AgentFixture.AIR)).startsWith("2.04");
        assertThat(said(radio, AgentFixture.PLUG)).startsWith("2.04");
        radio.rebind(0);
      }
      assertThat(radio.handshakes()).as("two devices, one each").isEqualTo(2);
      assertThat(agent.status().acceptedReadings()).isEqualTo(8);
    }
  }

  @Test
  void a_device_comes_back_by_itself_after_an_agent_that_lost_its_connections() throws Exception {
    EdgeAgentConfig config = DtlsFixture.config(directory);
    EdgeAgent first = DtlsFixture.start(config);
    try (FleetRadio device = radio(first, false)) {
      assertThat(said(device, AgentFixture.AIR)).startsWith("2.04");
      EdgeAgentConfig same = DtlsFixture.again(config, first);
      first.close();
      // What a kill or a power cut leaves.
      Files.delete(directory.resolve("agent/dtls.sessions"));

      try (EdgeAgent agent = DtlsFixture.start(same)) {
        assertThat(said(device, AgentFixture.AIR))
            .as("nobody knows this connection")
            .isEqualTo("no answer");
        assertThat(said(device, AgentFixture.AIR)).as("it shook hands anew").startsWith("2.04");
        assertThat(device.handshakes()).isEqualTo(2);
        assertThat(agent.status().acceptedReadings()).isEqualTo(1);
      }
    } finally {
      first.close();
    }
  }

  @Test
  void a_fleet_shows_one_certificate_and_speaks_for_what_it_is_bound_to() throws Exception {
    Certificates city = new Certificates(Files.createDirectory(directory.resolve("city")));
    city.sign("gateway", "CN=Gateway", "-ext", "san=ip:127.0.0.1");
    city.sign("bay", "CN=bay-12,O=Lima");
    Path trust = directory.resolve("city/ca.pem");
    EdgeAgentConfig psk = DtlsFixture.config(directory);
    EdgeAgentConfig config =
        psk.withCoap(
            psk.coap()
                .withDtls(
                    DtlsConfig.psk(directory.resolve("keys.yaml"))
                        .withCertificate(
                            new DtlsConfig.Certificate(
                                city.certificate("gateway"), city.key("gateway"), trust))));
    try (EdgeAgent agent = DtlsFixture.start(config)) {
      assertThat(
              fleets.run(
                  "--to=coaps://127.0.0.1:" + agent.coapsAddress().orElseThrow().getPort(),
                  "--devices-of=" + directory.resolve("agent"),
                  "--certificate=" + city.certificate("bay"),
                  "--key=" + city.key("bay"),
                  "--trust=" + trust,
                  "--every=200ms",
                  "--for=1s",
                  "--nats=1"))
          .isZero();
      assertThat(fleets.row("  2.04")).as("the bay").isPositive();
      assertThat(fleets.row("  4.03")).as("air module and plug").isPositive();
      assertThat(fleets.out()).contains("certificate 'CN=bay-12,O=Lima' does not speak for");
      assertThat(fleets.row("DTLS handshakes")).isEqualTo(1);
    }
  }

  @Test
  void keys_that_do_not_fit_are_named_and_never_shown() throws Exception {
    Path keys = DtlsFixture.keys(directory);
    String[] fleet = {"--to=coaps://127.0.0.1", "--keys=" + keys, "--air=1", "--for=1s"};
    assertThat(fleets.run(fleet)).isEqualTo(1);
    assertThat(fleets.err()).contains(keys + " has no key for sim-air-0001");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(fleets.run(fleet)).isEqualTo(1);
    assertThat(fleets.err()).contains("chmod 600 " + keys);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(keys, "psk:\n  - identity: a\n    key: " + DtlsFixture.AIR_KEY + "x\n");
    assertThat(fleets.run(fleet)).isEqualTo(1);
    assertThat(fleets.err())
        .contains(keys + " is no keys file")
        .doesNotContain(DtlsFixture.AIR_KEY);
  }

  private FleetRadio radio(EdgeAgent agent, boolean rebinding) throws Exception {
    Path keys = directory.resolve("keys.yaml");
    return FleetRadio.open(
        new FleetWays(
            DtlsFixture.uri(agent),
            new FleetWays.Credentials.Keys(FleetKeys.read(keys)),
            1,
            rebinding,
            Duration.ofMillis(rebinding ? 2000 : 200),
            null));
  }

  private static String said(FleetRadio radio, String device) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    String name = device.equals(AgentFixture.PLUG) ? "power" : "temp";
    ByteString pack =
        ByteString.copyFromUtf8("[{\"bn\":\"" + device + ":\",\"n\":\"" + name + "\",\"v\":1}]");
    radio.send(new FleetMessage(device, 0, FleetFormat.SENML_JSON, "", pack), answer::complete);
    return answer.get(30, TimeUnit.SECONDS);
  }
}
