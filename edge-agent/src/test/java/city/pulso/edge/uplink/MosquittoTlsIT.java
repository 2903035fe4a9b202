package city.pulso.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.Program;
import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why there is no connection is said so that somebody can mend it. */
class MosquittoTlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path directory;
  private Authority pki;

  @BeforeEach
  void sign(@TempDir Path temporary) throws Exception {
    directory = temporary;
    pki = new Authority(directory.resolve("pki"));
  }

  @Test
  void a_client_certificate_opens_the_door_and_without_one_the_broker_says_no() throws Exception {
    pki.sign("broker", "IP:127.0.0.1", 2);
    pki.sign("lima-01", "DNS:lima-01", 2);
    try (Mosquitto broker = broker("broker", "require_certificate true\nallow_anonymous true")) {
      assertConnects(
          address(
              broker,
              new TlsFiles(pki.authority(), pki.certificate("lima-01"), pki.key("lima-01"))));

      assertThat(problem(address(broker, TlsFiles.trusting(pki.authority()))))
          .contains("client-certificate");
    }
  }

  @Test
  void a_broker_signed_by_nobody_we_trust_is_refused() throws Exception {
    pki.sign("broker", "IP:127.0.0.1", 2);
    Authority others = new Authority(directory.resolve("others"));
    try (Mosquitto broker = broker("broker", "allow_anonymous true")) {
      assertThat(problem(address(broker, TlsFiles.trusting(others.authority()))))
          .isEqualTo("the broker's certificate is not signed by an authority of ca-file");
      assertThat(problem(address(broker, TlsFiles.DEFAULT)))
          .as("Java's own authorities")
          .contains("not signed");
    }
  }

  @Test
  void an_expired_certificate_and_one_of_another_host_are_told_apart() throws Exception {
    pki.sign("old", "IP:127.0.0.1", -1);
    pki.sign("other", "DNS:broker.example", 2);
    try (Mosquitto old = broker("old", "allow_anonymous true");
        Mosquitto other = broker("other", "allow_anonymous true")) {
      assertThat(problem(address(old, TlsFiles.trusting(pki.authority()))))
          .contains("has expired", "clock is wrong");
      assertThat(problem(address(other, TlsFiles.trusting(pki.authority()))))
          .contains("for another host");
    }
  }

  @Test
  void a_wrong_password_is_told_and_the_right_one_needs_no_restart() throws Exception {
    pki.sign("broker", "IP:127.0.0.1", 2);
    Path users = directory.resolve("users");
    Program.installed("mosquitto_passwd")
        .run(List.of("-c", "-b", users.toString(), "lima-01", "right"));
    Path password = Files.writeString(directory.resolve("password"), "wrong\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    try (Mosquitto broker = broker("broker", "password_file " + users)) {
      URI uri = URI.create("mqtts://127.0.0.1:" + broker.port());
      BrokerAddress address =
          new BrokerAddress(uri, "lima-01", password, TlsFiles.trusting(pki.authority()));
      try (MqttLink link = link(address)) {
        Heard heard = new Heard();
        link.start(heard);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(link.problem()).contains("look at username"));
        assertThat(link.problem()).doesNotContain("wrong");
        assertThat(heard.connected).hasValue(0);

        Files.writeString(password, "right\n");

        await().atMost(PATIENCE).until(() -> heard.connected.get() == 1);
        assertThat(link.problem()).isEmpty();
      }
    }
  }

  @Test
  void a_secret_that_everybody_may_read_is_refused_before_it_is_used() throws Exception {
    pki.sign("lima-01", "DNS:lima-01", 2);
    Files.setPosixFilePermissions(pki.key("lima-01"), PosixFilePermissions.fromString("rw-r--r--"));
    TlsFiles files = new TlsFiles(null, pki.certificate("lima-01"), pki.key("lima-01"));

    assertThatThrownBy(
            () -> link(new BrokerAddress(URI.create("mqtts://127.0.0.1:9"), null, null, files)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 0600")
        .hasMessageContaining("lima-01.key");
  }

  private void assertConnects(BrokerAddress address) throws Exception {
    try (MqttLink link = link(address)) {
      Heard heard = new Heard();
      link.start(heard);
      await().atMost(PATIENCE).until(() -> heard.connected.get() == 1);
      assertThat(link.problem()).isEmpty();
    }
  }

  /** What the link says once it has tried. */
  private static String problem(BrokerAddress address) throws Exception {
    try (MqttLink link = link(address)) {
      Heard heard = new Heard();
      link.start(heard);
      await().atMost(PATIENCE).until(() -> !link.problem().equals("not connected yet"));
      assertThat(heard.connected).hasValue(0);
      return link.problem();
    }
  }

  private static MqttLink link(BrokerAddress address) throws IOException {
    return new MqttLink("lima-01", "test", address, Clock.systemUTC(), Backoff.usual());
  }

  private static BrokerAddress address(Mosquitto broker, TlsFiles files) {
    return new BrokerAddress(URI.create("mqtts://127.0.0.1:" + broker.port()), null, null, files);
  }

  private Mosquitto broker(String certificate, String settings) throws Exception {
    return new Mosquitto(
        directory.resolve("mosquitto-" + certificate),
        "cafile %s\ncertfile %s\nkeyfile %s\n%s"
            .formatted(
                pki.authority(), pki.certificate(certificate), pki.key(certificate), settings));
  }
}
