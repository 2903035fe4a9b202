package city.pulso.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.alert.Severity;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.notify.RetryPolicy;
import city.pulso.alerting.text.Language;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertingConfigTest {
  @Test
  void the_sample_is_read_and_shows_the_defaults() throws Exception {
    AlertingConfig sample = AlertingConfig.read(Path.of("config/sample.yaml"));

    assertThat(sample.city()).isEqualTo("Lima");
    assertThat(sample.timeZone()).isEqualTo(ZoneId.of("America/Lima"));
    assertThat(sample.language()).isEqualTo(Language.SPANISH);
    assertThat(sample.dataDirectory().toString())
        .endsWith(Path.of("config", "alerting-data").toString());
    assertThat(sample.broker().uri()).isEqualTo(URI.create("mqtt://127.0.0.1:1883"));
    assertThat(sample.broker().sessionExpiry()).isEqualTo(Duration.ofDays(7));
    assertThat(sample.console().port()).isEqualTo(8088);
    assertThat(sample.receivers())
        .extracting(Receiver::name)
        .containsExactly("control-centre", "care-team");
    assertThat(sample.routes().get(2).audience()).isEqualTo(Audience.PUBLIC);
    assertThat(sample.routes().get(2).minimum()).isEqualTo(Severity.WARNING);
    assertThat(sample.retry()).isEqualTo(RetryPolicy.standard());
  }

  @Test
  void a_broker_is_all_that_must_be_said(@TempDir Path dir) throws Exception {
    AlertingConfig config = read(dir, "broker: {uri: 'mqtt://broker'}");
    assertThat(config.routes()).isEmpty();
    assertThat(config.console().bind()).isEqualTo("127.0.0.1");
  }

  @Test
  void every_problem_is_said_at_once_with_where_what_and_what_is_accepted(@TempDir Path dir) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                read(
                    dir,
                    """
                    citi: Lima
                    time-zone: Mars/Base
                    broker: {uri: 'http://x', receive-maximum: 0, username: bob}
                    console: {port: 70000, live-clients: many}
                    receivers:
                      - name: Carer
                        mail: {server: 'smtp://mail.example.org', from: nobody, to: [a@b.org], username: u, password-file: p}
                      - name: both
                        webhook: {uri: 'https://user:pw@example.org/'}
                        mail: {server: 'smtp://x', from: a@b.c, to: [a@b.c]}
                    routes:
                      - {audience: everyone, receivers: [carrer]}
                    retry: {first: 1 fortnight, attempts: 0}
                    """));

    assertThat(refused.problems())
        .anySatisfy(p -> assertThat(p).startsWith("citi: unknown key; use city (nearest)"))
        .contains(
            "time-zone: Mars/Base is not accepted; use a zone such as America/Lima",
            "broker.uri: http://x is not accepted; use a host with mqtt:// or mqtts://",
            "broker.receive-maximum: 0 is not accepted; use 1 to 65535",
            "console.port: 70000 is not accepted; use 0 (any free port) to 65535",
            "console.live-clients: many is not accepted; use a whole number",
            "receivers[0].name: Carer is not accepted; use [a-z0-9][a-z0-9-]{0,63}",
            "receivers[0].mail.from: nobody is not accepted; use an address such as care@example.org",
            "receivers[1].webhook: webhook and mail is not accepted; use either webhook or mail",
            "routes[0].audience: everyone is not accepted; use operators, caregivers, public, sensitive-groups",
            "retry.first: 1 fortnight is not accepted; use a duration such as 500ms, 10s, 5m, 12h or 7d",
            "retry.attempts: 0 is not accepted; use 1 to 10000")
        .anySatisfy(p -> assertThat(p).startsWith("broker.username: bob"))
        .anySatisfy(p -> assertThat(p).startsWith("receivers[0].mail.server: smtp://mail"))
        .anySatisfy(p -> assertThat(p).startsWith("routes[0].receivers: carrer"));
    assertThat(String.valueOf(refused.getMessage()).lines()).hasSameSizeAs(refused.problems());
  }

  @Test
  void a_password_in_an_address_is_refused_and_not_repeated(@TempDir Path dir) {
    assertThatThrownBy(() -> read(dir, "broker: {uri: 'mqtt://bob:s3cret@broker'}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("password-file")
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void what_is_not_yaml_is_said_to_be_none(@TempDir Path dir) {
    assertThatThrownBy(() -> read(dir, "broker: {uri: "))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not YAML");
    assertThatThrownBy(() -> read(dir, "- a\n- b"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a mapping of keys to values");
  }

  private static AlertingConfig read(Path dir, String yaml) throws IOException {
    return AlertingConfig.read(Files.writeString(dir.resolve("alerting.yaml"), yaml));
  }
}
