package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.DtlsConfig;
import city.pulso.edge.config.ConfigException;
import city.pulso.edge.config.YamlSection;
import city.pulso.edge.decode.Format;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.spool.SpoolConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsFileTest {
  private static final Path SAMPLE = Path.of("config/sample.yaml");

  @Test
  void the_sample_is_accepted_and_shows_the_defaults() throws Exception {
    AgentsFile file = AgentsFile.read(SAMPLE);

    EdgeAgentConfig agent = file.gateways().get(0);
    assertThat(agent.gateway()).isEqualTo("lima-01");
    assertThat(agent.spool()).isEqualTo(SpoolConfig.defaults());
    assertThat(agent.coap()).isEqualTo(CoapConfig.loopback().withPort(5683));
    assertThat(agent.heartbeatEvery()).isEqualTo(Duration.ofSeconds(30));
    assertThat(agent.uplink().to().uri().getScheme()).isEqualTo("mqtts");
    assertThat(java.util.Objects.requireNonNull(agent.localBroker()).topics())
        .extracting(mapping -> mapping.format())
        .contains(Format.TASMOTA, Format.SHELLY, Format.ZIGBEE2MQTT, Format.CHIRPSTACK);
    assertThat(file.metrics()).isNotNull();
  }

  @Test
  void what_stands_in_the_wrong_shape_is_told_once_and_ports_are_compared_with_their_defaults() {
    assertThat(
            problems(
                """
                gateways:
                  - gateway: lima-01
                    directory: [a, b]
                    coap: {dtls: {port: 5683, keys-file: k}}
                    uplink: [mqtt]
                    relay: {gateways: lima-02}
                  - gateway: lima-02
                    directory: /tmp/y
                    coap: {host: 127.0.0.2}
                    uplink: {uri: "mqtt://b"}
                  - gateway: lima-03
                    directory: /tmp/z
                    uplink: {uri: "mqtt://b"}
                """))
        .containsExactly(
            "gateways[0].directory (line 3): a list or mapping is not accepted; use a single value",
            "gateways[0].coap.dtls.port (line 4): 5683 is not accepted; use another: it is taken"
                + " above",
            "gateways[0].uplink (line 5): a list is not accepted; use a mapping of keys to values",
            "gateways[0].uplink.uri (line 5) is missing; use mqtt://host:port or mqtts://host:port,"
                + " or an agent's coap:// or coaps://host:port",
            "gateways[0].relay.gateways (line 6): 'lima-02' is not accepted; use a list of values,"
                + " for example [a, b]",
            "gateways[2].coap.port (line 11): 5683 is not accepted; use another: it is taken"
                + " above");
    assertThat(problems("gateways: lima-01"))
        .containsExactly("gateways (line 1): 'lima-01' is not accepted; use a list");
  }

  @Test
  void a_file_that_is_no_text_is_said_to_be_none(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("agent.yaml"), new byte[] {'g', (byte) 0xff, 0});
    assertThatThrownBy(() -> AgentsFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("YAML in UTF-8");
  }

  @Test
  void every_problem_is_told_at_once_with_key_path_line_and_what_is_accepted() {
    assertThat(
            problems(
                """
                gateways:
                  - gateway: Lima 1
                    directory: /tmp/x
                    uplink:
                      uri: http://broker
                      windw: 3
                      resend-after: 30
                    spool: {max-bytes: 12, evict: oldest, budget: {air: 90, homes: 101}}
                    coap: {port: 99999, port: 1}
                    heartbeat-every: 1ms
                    local-broker:
                      uri: mqtt://127.0.0.1
                      max-payload: 3
                      topics:
                        - {filter: a/+, format: tasmotta}
                        - {filter: a/+/#b, format: pulso, device-level: 9}
                        - {format: pulso}
                  - directory: /tmp/x
                    uplink: {uri: "mqtt://a b", window: many}
                    coap: {host: '', plain: no, dtls: {port: -1, max-handshake: 3}}
                metrics: {port: 70000}
                """))
        .containsExactly(
            "gateways[0].gateway (line 2): 'Lima 1' is not accepted; use [a-z0-9][a-z0-9-]{0,63}",
            "gateways[0].uplink.uri (line 5): http://broker is not accepted; use mqtt://host:port"
                + " or mqtts://host:port, or an agent's coap:// or coaps://host:port",
            "gateways[0].uplink.windw (line 6) is not known; did you mean window?",
            "gateways[0].uplink.resend-after (line 7): 30 is not accepted; use a number and ms, s,"
                + " m or h, for example 30s",
            "gateways[0].spool.budget.air (line 8): 90 is not accepted; use 1 to 85, the value of"
                + " parking",
            "gateways[0].spool.budget.homes (line 8): 101 is not accepted; use at most 100",
            "gateways[0].spool.evict (line 8): oldest is not accepted; use one of none, air,"
                + " parking, homes",
            "gateways[0].spool.max-bytes (line 8): 12 is not accepted; use 65536 or more",
            "gateways[0].coap.port (line 9) is given twice; it is on line 9 too",
            "gateways[0].coap.port (line 9): 99999 is not accepted; use 0 to 65535",
            "gateways[0].heartbeat-every (line 10): 1ms is not accepted; use 1s or longer",
            "gateways[0].local-broker.max-payload (line 13): 3 is not accepted; use 64 to 1048576",
            "gateways[0].local-broker.topics[0].format (line 15): tasmotta is not accepted; use one"
                + " of pulso, senml-json, senml-cbor, tasmota, shelly, zigbee2mqtt, chirpstack,"
                + " sensor-community; did you mean tasmota?",
            "gateways[0].local-broker.topics[1].filter (line 16): a/+/#b is not accepted; use a"
                + " Topic Filter, + for a whole level and # for the last, for example"
                + " tele/+/SENSOR",
            "gateways[0].local-broker.topics[1].device-level (line 16): 9 is not accepted; use 0 to"
                + " 3, the levels of 'a/+/#b'",
            "gateways[0].local-broker.topics[2].filter (line 17) is missing; use a Topic Filter",
            "gateways[1].gateway (line 18) is missing; use the gateway's registry id",
            "gateways[1].directory (line 18): /tmp/x is not accepted; use another: it is taken"
                + " above",
            "gateways[1].uplink.uri (line 19): mqtt://a b is not accepted; use mqtt://host:port or"
                + " mqtts://host:port, or an agent's coap:// or coaps://host:port",
            "gateways[1].uplink.window (line 19): many is not accepted; use a whole number",
            "gateways[1].coap.plain (line 20): no is not accepted; use true or false",
            "gateways[1].coap.dtls.keys-file (line 20) is missing; use a file like"
                + " config/keys.sample.yaml, chmod 600",
            "gateways[1].coap.dtls.port (line 20): -1 is not accepted; use 0 to 65535",
            "gateways[1].coap.host (line 20): '' is not accepted; use an address of this machine,"
                + " for example 127.0.0.1",
            "gateways[1].coap.dtls.max-handshake (line 20) is not known; did you mean"
                + " max-handshakes?",
            "metrics.port (line 21): 70000 is not accepted; use 0 to 65535");
  }

  @Test
  void every_known_key_is_in_the_sample() throws Exception {
    YamlSection root = YamlSection.parse(everything());
    AgentsFile.parse(root);
    assertThat(root.notGiven()).isEmpty();
  }

  /** The sample; a key that is not for everybody stands in it as a comment. */
  private static String everything() throws Exception {
    String sample = Files.readString(SAMPLE);
    return sample
        .replaceAll("(?m)^( *(?:- )?)# ([a-z-]+:( |$))", "$1$2")
        .replace("mqtt://127", "mqtts://127"); // the keys of TLS are only for TLS
  }

  @Test
  void the_sample_shows_the_defaults_of_dtls_too() throws Exception {
    DtlsConfig shown = AgentsFile.parse(everything()).gateways().get(0).coap().dtls();

    DtlsConfig defaults = DtlsConfig.psk(Path.of("/etc/pulso/lima-01.keys.yaml"));
    assertThat(shown)
        .isEqualTo(
            new DtlsConfig(
                5684,
                defaults.keysFile(),
                new DtlsConfig.Certificate(
                    Path.of("/etc/pulso/lima-01.pem"),
                    Path.of("/etc/pulso/lima-01.key"),
                    Path.of("/etc/pulso/device-ca.pem")),
                defaults.maxConnections(),
                defaults.maxHandshakes()));
  }

  @Test
  void what_the_package_brings_is_accepted_and_listens_to_this_machine_alone(
      @TempDir Path directory) throws Exception {
    AgentsFile file = AgentsFile.read(Path.of("src/deb/data/agent.yaml"));

    assertThat(file.gateways())
        .singleElement()
        .satisfies(
            agent -> {
              assertThat(agent.coap().host()).isEqualTo("127.0.0.1");
              assertThat(agent.directory()).hasParentRaw(Path.of("/var/lib/pulso"));
              assertThat(agent.coap().dtls())
                  .isEqualTo(
                      new DtlsConfig(5684, Path.of("/etc/pulso/keys.yaml"), null, 1000, 256));
            });
    assertThat(file.metrics()).hasToString("/127.0.0.1:9464");
    Path keys =
        DtlsFixture.ownersAlone(
            directory.resolve("keys.yaml"), Files.readString(Path.of("src/deb/data/keys.yaml")));
    assertThat(Identities.read(keys).size()).isZero();
  }

  @Test
  void the_readme_shows_the_sample_as_it_is() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String sample = Files.readString(SAMPLE);
    assertThat(readme)
        .as("README.md holds config/sample.yaml between ```yaml and ```, word for word")
        .contains("```yaml\n" + sample + "```\n");
  }

  @Test
  void a_file_without_a_gateway_or_without_yaml_is_refused() {
    assertThatThrownBy(() -> AgentsFile.parse("metrics: {port: 1}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("at least one gateway");
    assertThatThrownBy(() -> AgentsFile.parse("gateways: ["))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no YAML");
  }

  private static List<String> problems(String text) {
    try {
      AgentsFile.parse(text);
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }
}
