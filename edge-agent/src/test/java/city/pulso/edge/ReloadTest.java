package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.coap.CoapCredentials;
import city.pulso.edge.coap.CoapSender;
import city.pulso.edge.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration and the files it names are read again while devices are connected. */
class ReloadTest {
  private static final String BAY_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

  private Path directory;
  private Path file;
  private Path keys;

  @BeforeEach
  void configure(@TempDir Path temporary) throws Exception {
    directory = temporary;
    AgentFixture.leaveRegistryCopy(directory.resolve("agent"));
    keys = DtlsFixture.keys(directory);
    edit(keys, text -> text.replaceAll("(?s)x509:.*", ""));
    file = write("");
  }

  @Test
  void new_keys_hold_and_open_connections_go_on_without_a_handshake() throws Exception {
    try (RunningAgents agents = start();
        Nat nat = nat(agents);
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY);
        CoapSender bay = DtlsFixture.device("bay-key", BAY_KEY)) {
      assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(nat.port()))).isTrue();
      int handshakes = nat.handshakes();
      edit(keys, text -> text + psk("bay-key", BAY_KEY, AgentFixture.BAY));

      assertThat(agents.reload(file))
          .containsExactly("gateways[0].coap.dtls.keys-file: 3 identities, from now on");

      assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(nat.port()))).isTrue();
      assertThat(nat.handshakes()).as("no new handshake").isEqualTo(handshakes);
      assertThat(DtlsFixture.send(bay, agent(agents), AgentFixture.BAY).orElseThrow().code())
          .startsWith("2.04");
      assertThat(agents.reload(file)).as("nothing has changed").isEmpty();
    }
  }

  @Test
  void a_key_that_was_changed_ends_the_connection_it_made_and_no_other() throws Exception {
    try (RunningAgents agents = start();
        Nat nat = nat(agents);
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY);
        CoapSender plug = DtlsFixture.device(DtlsFixture.PLUG_IDENTITY, DtlsFixture.PLUG_KEY);
        CoapSender renewed = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, BAY_KEY)) {
      assertThat(DtlsFixture.isLetIn(air, agent(agents))).isTrue();
      URI plugs = DtlsFixture.uri(nat.port());
      assertThat(DtlsFixture.send(plug, plugs, AgentFixture.PLUG)).isPresent();
      int handshakes = nat.handshakes();
      edit(keys, text -> text.replace(DtlsFixture.AIR_KEY, BAY_KEY));

      agents.reload(file);

      await("the old key's connection ends")
          .atMost(Duration.ofSeconds(60))
          .until(() -> DtlsFixture.hearsNothing(air, agent(agents)));
      assertThat(DtlsFixture.isLetIn(renewed, agent(agents))).isTrue();
      assertThat(DtlsFixture.send(plug, plugs, AgentFixture.PLUG).orElseThrow().code())
          .startsWith("2.04");
      assertThat(nat.handshakes()).as("the other goes on").isEqualTo(handshakes);
    }
  }

  @Test
  void connections_of_new_keys_go_on_after_a_restart() throws Exception {
    try (CoapSender bay = DtlsFixture.device("bay-key", BAY_KEY)) {
      URI to;
      try (RunningAgents agents = start()) {
        to = agent(agents);
        edit(keys, text -> text + psk("bay-key", BAY_KEY, AgentFixture.BAY));
        agents.reload(file);
        assertThat(DtlsFixture.send(bay, to, AgentFixture.BAY)).isPresent();
      }
      edit(file, text -> text.replace("dtls: {port: 0", "dtls: {port: " + to.getPort()));
      try (RunningAgents agents = start()) {
        assertThat(DtlsFixture.send(bay, to, AgentFixture.BAY))
            .as("%s knows the connection", agents.agents().get(0).gateway())
            .isPresent();
      }
    }
  }

  @Test
  void a_file_that_is_not_accepted_changes_nothing_and_is_told_until_one_is() throws Exception {
    try (RunningAgents agents = start();
        Nat nat = nat(agents);
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      URI to = DtlsFixture.uri(nat.port());
      assertThat(DtlsFixture.isLetIn(air, to)).isTrue();
      int handshakes = nat.handshakes();
      String config = Files.readString(file);
      String before = Files.readString(keys);
      assertThat(page(agents, "/metrics"))
          .contains("pulso_edge_config_current 1.0", "reloads_total{result=\"refused\"} 0.0");

      edit(file, text -> text.replace("window: 64", "window: 8").replace("mqtt://", "http://"));
      assertThatThrownBy(() -> agents.reload(file)).isInstanceOf(ConfigException.class);
      Files.writeString(file, config.replace("window: 64", "window: 8"));
      edit(keys, text -> text.replace(DtlsFixture.AIR_KEY, DtlsFixture.AIR_KEY + "zz"));
      assertThatThrownBy(() -> agents.reload(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("gateways[0].coap.dtls: ")
          .hasMessageContaining("keys.yaml: psk[0].key (line 3): **** (34 characters)");
      Files.writeString(keys, before);
      Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
      assertThatThrownBy(() -> agents.reload(file)).hasMessageContaining("chmod 600");

      assertThat(page(agents, "/health"))
          .contains("\"configuration_refused\":\"", "keys.yaml", "chmod 600")
          .doesNotContain(DtlsFixture.AIR_KEY);
      assertThat(page(agents, "/metrics"))
          .contains("pulso_edge_config_current 0.0", "reloads_total{result=\"refused\"} 3.0");
      assertThat(DtlsFixture.isLetIn(air, to)).isTrue();
      assertThat(nat.handshakes()).as("as before").isEqualTo(handshakes);

      Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
      assertThat(agents.reload(file))
          .as("of the files that were refused nothing was taken")
          .containsExactly("gateways[0].uplink.window: 8 instead of 64, from now on");
      assertThat(page(agents, "/health")).doesNotContain("configuration_refused");
      assertThat(page(agents, "/metrics")).contains("pulso_edge_config_current 1.0");
    }
  }

  @Test
  void a_renewed_certificate_is_shown_to_new_connections_and_a_broken_one_to_nobody()
      throws Exception {
    Certificates city = new Certificates(Files.createDirectory(directory.resolve("city")));
    city.sign("bay", "CN=bay-12,O=Lima");
    Certificates old = new Certificates(Files.createDirectory(directory.resolve("old")));
    old.sign("gateway", "CN=Gateway", "-ext", "san=ip:127.0.0.1");
    Certificates renewed = new Certificates(Files.createDirectory(directory.resolve("renewed")));
    renewed.sign("gateway", "CN=Gateway", "-ext", "san=ip:127.0.0.1");
    copy(old);
    edit(keys, text -> text + "x509: [{subject: 'CN=bay-12,O=Lima', devices: [bay-12]}]\n");
    String certificate = ", certificate: {chain: %1$s/g.pem, private-key: %1$s/g.key, trust: %2$s}";
    file = write(certificate.formatted(directory, directory.resolve("city/ca.pem")));

    try (RunningAgents agents = start();
        Nat nat = nat(agents);
        CoapSender bay = bay(city, directory.resolve("old/ca.pem"));
        CoapSender wary = bay(city, directory.resolve("renewed/ca.pem"))) {
      URI to = DtlsFixture.uri(nat.port());
      assertThat(DtlsFixture.send(bay, to, AgentFixture.BAY)).isPresent();
      int handshakes = nat.handshakes();
      assertThatThrownBy(() -> DtlsFixture.send(wary, agent(agents), AgentFixture.BAY))
          .isInstanceOf(IOException.class);

      Files.copy(
          renewed.certificate("gateway"),
          directory.resolve("g.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(() -> agents.reload(file))
          .hasMessageContaining("g.key and " + directory + "/g.pem do not go together");
      copy(renewed);
      assertThat(agents.reload(file))
          .containsExactly(
              "gateways[0].coap.dtls.certificate.chain: another certificate, from now on");

      assertThat(DtlsFixture.send(wary, agent(agents), AgentFixture.BAY)).isPresent();
      assertThat(DtlsFixture.send(bay, to, AgentFixture.BAY)).isPresent();
      assertThat(nat.handshakes()).as("no new handshake").isEqualTo(handshakes);
    }
  }

  private void copy(Certificates from) throws IOException {
    Files.copy(
        from.certificate("gateway"),
        directory.resolve("g.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    DtlsFixture.ownersAlone(directory.resolve("g.key"), Files.readString(from.key("gateway")));
  }

  private static CoapSender bay(Certificates from, Path trust) throws Exception {
    return CoapSender.open(
        new CoapCredentials.X509(from.certificate("bay"), from.key("bay"), trust));
  }

  private Path write(String certificate) throws IOException {
    String text =
        """
        gateways:
          - gateway: %s
            directory: %s
            coap: {port: 0, dtls: {port: 0, keys-file: %s%s}}
            uplink: {uri: "mqtt://127.0.0.1:9", window: 64}
        metrics: {port: 0}
        """;
    return Files.writeString(
        directory.resolve("agent.yaml"),
        text.formatted(AgentFixture.GATEWAY, directory.resolve("agent"), keys, certificate));
  }

  private RunningAgents start() throws Exception {
    return RunningAgents.start(AgentsFile.read(file), Clock.systemUTC());
  }

  private static URI agent(RunningAgents agents) {
    return DtlsFixture.uri(agents.agents().get(0));
  }

  private static Nat nat(RunningAgents agents) throws IOException {
    return new Nat(agents.agents().get(0).coapsAddress().orElseThrow());
  }

  private static String psk(String identity, String key, String device) {
    return "  - {identity: " + identity + ", key: " + key + ", devices: [" + device + "]}\n";
  }

  private static void edit(Path file, UnaryOperator<String> change) throws IOException {
    Files.writeString(file, change.apply(Files.readString(file)));
  }

  private static String page(RunningAgents agents, String path) throws Exception {
    URI uri = URI.create("http:/" + agents.metricsAddress().orElseThrow() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
