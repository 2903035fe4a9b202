package city.pulso.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture;
import city.pulso.edge.Certificates;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.Program;
import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.TlsFiles;
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
        EdgeAgent agent =
            agent(
                directory.resolve("agent"),
                new BrokerAddress(URI.create(broker.uri()), "k17", password))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(send(broker.uri(), "5", password, TOPIC)).isZero();
                assertThat(agent.status().acceptedReadings()).isPositive();
              });
      assertThat(out.toString()).contains("PUBACK SUCCESS");
      long before = agent.status().acceptedReadings();
      assertThat(send(broker.uri(), "3.1.1", password, TOPIC)).isZero();
      await()
          .atMost(Duration.ofSeconds(60))
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

  @Test
  void over_tls_with_a_client_certificate_and_user_and_password(@TempDir Path directory)
      throws Exception {
    Certificates city = new Certificates(Files.createDirectory(directory.resolve("city")));
    city.sign("broker", "CN=Broker", "-ext", "san=ip:127.0.0.1");
    city.sign("k17", "CN=k17");
    city.selfSign("stranger", "CN=stranger");
    Path users = directory.resolve("users");
    Program.installed("mosquitto_passwd").run(List.of("-b", "-c", users.toString(), "k17", "tea"));
    Path password = secret(directory.resolve("password"), "tea\n");
    Path wrong = secret(directory.resolve("wrong"), "coffee\n");
    String settings =
        "cafile %s\ncertfile %s\nkeyfile %s\nrequire_certificate true\nallow_anonymous false\npassword_file %s"
            .formatted(
                city.certificate("ca"), city.certificate("broker"), city.key("broker"), users);
    try (Mosquitto broker = new Mosquitto(directory.resolve("broker"), settings);
        EdgeAgent agent =
            agent(
                directory.resolve("agent"),
                new BrokerAddress(
                    URI.create("mqtts://127.0.0.1:" + broker.port()),
                    "k17",
                    password,
                    new TlsFiles(
                        city.certificate("ca"), city.certificate("k17"), city.key("k17"))))) {
      String to = "--to=mqtts://127.0.0.1:" + broker.port();
      String trust = "--trust=" + city.certificate("ca");
      String certificate = "--certificate=" + city.certificate("k17");
      String key = "--key=" + city.key("k17");
      String user = "--username=k17";
      String secret = "--password-file=" + password;
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(send(to, trust, certificate, key, user, secret))
                    .as(err.toString())
                    .isZero();
                assertThat(agent.status().acceptedReadings()).isPositive();
              });
      long before = agent.status().acceptedReadings();
      assertThat(send(to, "--mqtt-version=3.1.1", trust, certificate, key, user, secret)).isZero();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> agent.status().acceptedReadings() > before);

      for (String version : List.of("--mqtt-version=5", "--mqtt-version=3.1.1")) {
        assertRefused(
            "the broker refuses",
            to,
            version,
            trust,
            certificate,
            key,
            user,
            "--password-file=" + wrong);
        assertRefused("the broker refuses", to, version, trust, certificate, key);
        assertRefused("client-certificate", to, version, trust, user, secret);
        assertRefused("not signed by an authority", to, version, certificate, key, user, secret);
        assertRefused(
            "refuses the TLS connection",
            to,
            version,
            trust,
            "--certificate=" + city.certificate("stranger"),
            "--key=" + city.key("stranger"),
            user,
            secret);
      }
      assertThat(err.toString()).doesNotContain("coffee");
    }
  }

  private void assertRefused(String why, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(send(arguments)).isEqualTo(1);
    assertThat(err.toString()).contains(why);
  }

  private static EdgeAgent agent(Path directory, BrokerAddress broker) throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    return EdgeAgent.start(
        AgentFixture.offline(directory)
            .withLocalBroker(
                new LocalBrokerConfig(
                    broker, List.of(new TopicMapping("tele/+/SENSOR", Format.TASMOTA, 2)))),
        Clock.systemUTC());
  }

  private static Path secret(Path file, String text) throws Exception {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private int send(String broker, String version, Path password, String topic) {
    return run(
        "--to=" + broker,
        "--mqtt-version=" + version,
        "--username=k17",
        "--password-file=" + password,
        "--topic=" + topic);
  }

  private int send(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--topic=" + TOPIC;
    return run(all);
  }

  private int run(String... arguments) {
    return new CommandLine(
            new SendCommand(new ByteArrayInputStream(SENSOR.getBytes(StandardCharsets.UTF_8))))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
