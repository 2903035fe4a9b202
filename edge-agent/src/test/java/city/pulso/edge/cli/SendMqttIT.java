package city.pulso.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.Program;
import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code send} through a foreign broker. */
class SendMqttIT {
  private static final String SENSOR = "{\"ENERGY\":{\"Power\":3,\"Total\":81.337}}";
  private static final String TOPIC = "tele/" + AgentFixture.PLUG + "/SENSOR";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void both_versions_reach_the_agent_with_user_and_password(@TempDir Path directory)
      throws Exception {
    Path users = directory.resolve("users");
    Program.installed("mosquitto_passwd").run(List.of("-b", "-c", users.toString(), "k17", "tea"));
    Path password = secret(directory.resolve("password"), "tea\n");
    Path wrong = secret(directory.resolve("wrong"), "coffee\n");
    try (Mosquitto broker =
            new Mosquitto(
                directory.resolve("broker"), "allow_anonymous false\npassword_file " + users);
        EdgeAgent agent = agent(directory.resolve("agent"), broker.uri(), password)) {
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () -> {
                assertThat(send(broker.uri(), "5", password, TOPIC)).isZero();
                assertThat(agent.status().acceptedReadings()).isPositive();
              });
      assertThat(out.toString()).contains("PUBACK SUCCESS");
      long before = agent.status().acceptedReadings();
      assertThat(send(broker.uri(), "3.1.1", password, TOPIC)).isZero();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> agent.status().acceptedReadings() > before);

      assertThat(send(broker.uri(), "5", password, "nobody/listens")).isEqualTo(1);
      assertThat(out.toString()).contains("nobody subscribes to nobody/listens");
      for (String version : List.of("5", "3.1.1")) {
        err.getBuffer().setLength(0);
        assertThat(send(broker.uri(), version, wrong, TOPIC)).isEqualTo(1);
        assertThat(err.toString()).contains("the broker refuses").doesNotContain("coffee");
      }
    }
  }

  private static EdgeAgent agent(Path directory, String broker, Path password) throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    return EdgeAgent.start(
        AgentFixture.offline(directory)
            .withLocalBroker(
                new LocalBrokerConfig(
                    new BrokerAddress(URI.create(broker), "k17", password),
                    List.of(new TopicMapping("tele/+/SENSOR", Format.TASMOTA, 2)))),
        Clock.systemUTC());
  }

  private static Path secret(Path file, String text) throws Exception {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private int send(String broker, String version, Path password, String topic) {
    return new CommandLine(
            new SendCommand(new ByteArrayInputStream(SENSOR.getBytes(StandardCharsets.UTF_8))))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            "--to=" + broker,
            "--mqtt-version=" + version,
            "--username=k17",
            "--password-file=" + password,
            "--topic=" + topic);
  }
}
