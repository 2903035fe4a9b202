package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.coap.CoapConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeAgentTest {
  @Test
  void an_agent_without_a_broker_knows_its_devices_and_writes_heartbeats(@TempDir Path directory)
      throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    try (EdgeAgent agent = EdgeAgent.start(AgentFixture.offline(directory), Clock.systemUTC())) {
      assertThat(agent.status().devicesKnown()).isEqualTo(3);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(agent.status().spooledBatches()).isEqualTo(3));
      assertThat(agent.status().acceptedReadings()).as("heartbeats are not counted").isZero();
      assertThat(agent.metrics())
          .contains("pulso_edge_spool_batches{gateway=\"lima-01\"} 3.0")
          .contains("pulso_edge_messages_refused_total{gateway=\"lima-01\",reason=\"malformed\"}");
    }
    assertThat(directory.resolve("spool.db")).exists();
    assertThat(Path.of("Californium3.properties")).as("configured in code").doesNotExist();
  }

  @Test
  void many_agents_share_their_pools(@TempDir Path directory) throws Exception {
    List<EdgeAgent> agents = new ArrayList<>();
    try {
      agents.add(start(directory, 0));
      int before = Thread.activeCount();
      for (int i = 1; i < 13; i++) {
        agents.add(start(directory, i));
      }
      assertThat(Thread.activeCount() - before)
          .as("spool writer, UDP receiver and UDP sender each")
          .isLessThanOrEqualTo(12 * 3 + 2);
    } finally {
      agents.forEach(EdgeAgent::close);
    }
  }

  private static EdgeAgent start(Path directory, int number) throws IOException {
    EdgeAgentConfig offline = AgentFixture.offline(directory.resolve("agent-" + number));
    return EdgeAgent.start(
        EdgeAgentConfig.of("lima-" + number, offline.directory(), offline.uplink()),
        Clock.systemUTC());
  }

  @Test
  void a_taken_port_is_named_and_the_spool_is_free_again(@TempDir Path directory) throws Exception {
    try (EdgeAgent first =
        EdgeAgent.start(AgentFixture.offline(directory.resolve("a")), Clock.systemUTC())) {
      int port = first.coapAddress().getPort();
      EdgeAgentConfig second =
          AgentFixture.offline(directory.resolve("b"))
              .withCoap(CoapConfig.loopback().withPort(port));

      assertThatThrownBy(() -> EdgeAgent.start(second, Clock.systemUTC()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(port));

      EdgeAgent.start(second.withCoap(CoapConfig.loopback()), Clock.systemUTC()).close();
    }
  }

  @Test
  void check_config_says_what_is_wrong_and_the_command_line_what_it_takes(@TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("agent.yaml"), "gateways: [{gateway: x}]");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(main(out, err, "check-config", file.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("gateways[0].directory", "gateways[0].uplink.uri", "missing");
    assertThat(main(out, err, "check-config", "config/sample.yaml")).isZero();
    assertThat(main(out, err, "check-config", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(main(out, err, "dance")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage: pulso-agent");
  }

  private static int main(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments)
      throws Exception {
    return EdgeAgentMain.run(
        List.of(arguments),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
