package city.pulso.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.AgentFixture;
import city.pulso.edge.Certificates;
import city.pulso.edge.DtlsFixture;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.EdgeAgentConfig;
import city.pulso.edge.coap.DtlsConfig;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SendCommandTest {
  private static final String PACK =
      "[{\"bn\":\"" + AgentFixture.AIR + ":\",\"n\":\"pm2_5\",\"u\":\"ug/m3\",\"v\":18.5}]";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_device_with_a_key_sends_over_dtls_and_reads_why_it_is_refused(@TempDir Path directory)
      throws Exception {
    Path key = DtlsFixture.ownersAlone(directory.resolve("key.hex"), DtlsFixture.AIR_KEY + "\n");
    try (EdgeAgent agent = DtlsFixture.start(DtlsFixture.config(directory))) {
      String[] device = {
        "--to=" + DtlsFixture.uri(agent),
        "--format=senml-json",
        "--psk-identity=" + DtlsFixture.AIR_IDENTITY,
        "--psk-key-file=" + key
      };
      assertThat(send(PACK, device)).isZero();
      assertThat(out.toString()).startsWith("2.04 CHANGED");
      assertThat(send(PACK.replace("ug/m3", "ug/m^3"), device)).isEqualTo(1);
      assertThat(out.toString())
          .contains("4.00 BAD_REQUEST: unit 'ug/m^3' of 'pm2_5' is not accepted; use ug/m3");
      assertThat(send(PACK.replace(AgentFixture.AIR, AgentFixture.PLUG), device)).isEqualTo(1);
      assertThat(out.toString()).contains("4.03 FORBIDDEN: PSK identity 'air-key' does not speak");

      Files.writeString(key, DtlsFixture.PLUG_KEY);
      assertThat(send(PACK, "--timeout=1", device[0], device[1], device[2], device[3]))
          .isEqualTo(1);
      assertThat(err.toString()).contains("within 1 s; nobody is there, or the identity or key");

      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      assertThat(send(PACK, device)).isEqualTo(1);
      assertThat(err.toString()).contains(key.toString()).doesNotContain(DtlsFixture.AIR_KEY);
    }
  }

  @Test
  void a_device_with_a_certificate_sends_over_dtls_and_reads_why_it_is_refused(
      @TempDir Path directory) throws Exception {
    Certificates city = new Certificates(Files.createDirectory(directory.resolve("city")));
    city.sign("gateway", "CN=Gateway", "-ext", "san=ip:127.0.0.1");
    city.sign("bay", "CN=bay-12,O=Lima");
    city.selfSign("impostor", "CN=bay-12,O=Lima");
    EdgeAgentConfig config = DtlsFixture.config(directory);
    DtlsConfig dtls =
        DtlsConfig.psk(directory.resolve("keys.yaml"))
            .withCertificate(
                new DtlsConfig.Certificate(
                    city.certificate("gateway"), city.key("gateway"), city.certificate("ca")));
    try (EdgeAgent agent = DtlsFixture.start(config.withCoap(config.coap().withDtls(dtls)))) {
      String bay = "[{\"bn\":\"" + AgentFixture.BAY + ":\",\"n\":\"occupied\",\"vb\":true}]";
      assertThat(send(bay, device(agent, city, "bay", "ca"))).as(err.toString()).isZero();
      assertThat(out.toString()).startsWith("2.04 CHANGED");
      assertThat(agent.status().acceptedReadings()).isEqualTo(1);
      assertThat(send(PACK, device(agent, city, "bay", "ca"))).isEqualTo(1);
      assertThat(out.toString())
          .contains("4.03 FORBIDDEN: certificate 'CN=bay-12,O=Lima' does not speak");

      assertThat(send(bay, device(agent, city, "impostor", "ca"))).isEqualTo(1);
      assertThat(err.toString()).contains(DtlsFixture.uri(agent).toString());
      err.getBuffer().setLength(0);
      assertThat(send(bay, device(agent, city, "bay", "impostor")))
          .as("whom this device does not trust")
          .isEqualTo(1);
      assertThat(err.toString()).contains(DtlsFixture.uri(agent).toString());
      assertThat(send(bay, device(agent, city, "nobody", "ca"))).isEqualTo(1);
      assertThat(err.toString()).contains("nobody.key: no such file");
      assertThat(agent.status().acceptedReadings()).isEqualTo(1);
    }
  }

  private static String[] device(EdgeAgent agent, Certificates city, String own, String trust) {
    return new String[] {
      "--to=" + DtlsFixture.uri(agent),
      "--format=senml-json",
      "--certificate=" + city.certificate(own),
      "--key=" + city.key(own),
      "--trust=" + city.certificate(trust),
      "--timeout=10"
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--to http://h --format pulso|use coap://HOST[:PORT], coaps://",
        "--to coap://h|--format is missing; over CoAP use one of pulso",
        "--to coap://h --format pulso --psk-identity x|is not encrypted; use coaps:// with keys",
        "--to coaps://h --format pulso|needs --psk-identity and --psk-key-file, or --certificate",
        "--to coaps://h --format pulso --psk-identity x|needs --psk-identity and --psk-key-file",
        "--to mqtt://h|--topic: give a Topic Name",
        "--to mqtt://h --topic a/+|--topic: give a Topic Name without wildcards",
        "--to mqtt://h --topic a --mqtt-version 4|--mqtt-version: '4' is not accepted; use 5 or",
        "--to mqtt://h --topic a --trust ca.pem|is not accepted; use mqtts://host:port",
        "--to mqtt://h --topic a --password-file pw|a password-file only together with a username",
        "--to coap://h --format pulso --timeout 0|--timeout: 0 is not accepted; use 1 to 3600"
      })
  void what_does_not_go_together_is_said(String arguments, String said) {
    assertThat(send(PACK, arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(said);
  }

  @Test
  void a_broker_that_is_not_there_is_named() {
    assertThat(send(PACK, "--to", "mqtt://127.0.0.1:1", "--topic", "a")).isEqualTo(1);
    assertThat(err.toString()).contains("mqtt://127.0.0.1:1: ").contains("refused");
  }

  private int send(String payload, String... arguments) {
    return new CommandLine(
            new SendCommand(new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8))))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(List.of(arguments).toArray(String[]::new));
  }
}
