package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.config.ConfigException;
import city.pulso.edge.decode.Format;
import city.pulso.edge.spool.SpoolConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgentsFileTest {
  @Test
  void the_sample_is_accepted_and_shows_the_defaults() throws Exception {
    AgentsFile file = AgentsFile.read(Path.of("config/sample.yaml"));

    EdgeAgentConfig agent = file.gateways().get(0);
    assertThat(agent.gateway()).isEqualTo("lima-01");
    assertThat(agent.spool()).isEqualTo(SpoolConfig.defaults());
    assertThat(agent.coap()).isEqualTo(CoapConfig.loopback().withPort(5683));
    assertThat(agent.heartbeatEvery()).isEqualTo(Duration.ofSeconds(30));
    assertThat(agent.uplink().broker().tls()).isTrue();
    assertThat(java.util.Objects.requireNonNull(agent.localBroker()).topics())
        .extracting(mapping -> mapping.format())
        .contains(Format.TASMOTA, Format.SHELLY, Format.ZIGBEE2MQTT, Format.CHIRPSTACK);
    assertThat(file.metrics()).isNotNull();
  }

  @Test
  void every_problem_is_told_at_once_with_key_path_line_and_what_is_accepted() {
    String text =
        """
        gateways:
          - gateway: Lima 1
            directory: /tmp/x
            uplink:
              uri: http://broker
              windw: 3
              resend-after: 30
            spool: {max-bytes: 12}
            coap: {port: 99999}
            local-broker:
              uri: mqtt://127.0.0.1
              topics: [{filter: a/+, format: tasmotta}]
        """;

    assertThatThrownBy(() -> AgentsFile.parse(text))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.problems())
                  .anyMatch(p -> p.contains("gateways[0].uplink (line 5)") && p.contains("mqtt://"))
                  .anyMatch(
                      p ->
                          p.contains("gateways[0].uplink.windw (line 6)")
                              && p.contains("did you mean window?"))
                  .anyMatch(
                      p -> p.contains("resend-after (line 7): 30 is not accepted; use a number"))
                  .anyMatch(p -> p.contains("max-bytes: 12 is not accepted"))
                  .anyMatch(p -> p.contains("port: 99999 is not accepted; use 0 to 65535"))
                  .anyMatch(p -> p.contains("format (line 12): tasmotta is not accepted"));
            });
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
}
