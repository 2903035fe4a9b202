package city.pulso.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.AgentFixture;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DecodeCommandTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:05:00Z"), ZoneOffset.UTC);
  private static final String CBOR = "81a32164642d313a00617802f93c00"; // {bn: "d-1:", n: x, v: 1}

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_message_may_be_written_in_hex_or_base64() {
    assertThat(decode("0x" + CBOR + "\n", "--format", "senml-cbor", "--input", "hex")).isZero();
    assertThat(
            decode(
                "81:a3 2164642d313a\n00617802F93c00", "--format", "senml-cbor", "--input", "hex"))
        .isZero();
    String base64 = Base64.getMimeEncoder().encodeToString(java.util.HexFormat.of().parseHex(CBOR));
    assertThat(decode(base64, "--format", "senml-cbor", "--input", "base64")).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.matches("2026-01-01T00:05:00Z +gateway_clock .* d-1 +x +1 +1"));

    assertThat(decode("81a", "--format", "senml-cbor", "--input", "hex")).isEqualTo(1);
    assertThat(err.toString()).contains("standard input is no hex");
    assertThat(decode(CBOR, "--format", "senml-cbor", "--input", "octal")).isEqualTo(2);
    assertThat(err.toString()).contains("'octal' is not accepted; use raw, hex or base64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasmota",
        "shelly",
        "zigbee2mqtt",
        "chirpstack",
        "sensor-community",
        "senml-json"
      })
  void broken_json_is_told_with_its_byte_and_on_one_line(String format) {
    String broken = "{\"a\":1, \"b\": [1,2,}";
    assertThat(decode(broken, "--format", format, "--device", "d-1")).isEqualTo(1);
    assertThat(err.toString().lines().findFirst().orElse("")).contains("byte 18: Unexpected char");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "senml-json|[{'bn':'d:','n':'x','v':1},{'n':'y','v':'z'}]|record 1 at byte 27: v|},[{]'n'",
        "senml-json|[{'bn':'d:','n':'x','v':1},{'n':'b c','v':1}]|record 1 at byte 27: name|},[{]",
        "senml-json|[{'bn':'d:','n':'x','v':1},7]|record 1 at byte 27 is no object|},[7]]",
        "senml-json|[{'bn':'d:','n':'x','v':1}] 7|byte 28: something follows|}] [7]"
      })
  void what_is_wrong_in_a_pack_is_shown_with_the_bytes_around_it(
      String format, String pack, String said, String shown) {
    assertThat(decode(pack.replace('\'', '"'), "--format", format)).isEqualTo(1);
    assertThat(err.toString()).contains(said, shown.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "senml-json|[{'bn':'d:','n':'pm2_5','u':'ug/m^3','v':1}]|byte 29:|[u]g/m^3",
        "tasmota|{'ENERGY':{'Power':'x'}}|byte 1:|{[']ENERGY",
        "shelly|{'id':0}|no field of a switch|",
        "zigbee2mqtt|{'power':3|byte 10: Unexpected end-of-input|{'power':3[end]",
        "chirpstack|{'deviceInfo':{'devEui':'24e1'},'fPort':9,'data':'AQ=='}|byte 32:|,[']fPort",
        "chirpstack|{'deviceInfo':{'devEui':'24e1'},'fPort':1,'data':'A*=='}|byte 42:|,[']data",
        "sensor-community|{'esp8266id':'1','sensordatavalues':[]}|byte 17:|,[']sensordatavalues"
      })
  void what_a_value_or_a_key_is_wrong_with_is_shown_where_it_stands(
      String format, String message, String said, String shown) {
    assertThat(decode(message.replace('\'', '"'), "--format", format, "--device", "d"))
        .isEqualTo(1);
    assertThat(err.toString()).contains(said, shown == null ? "" : shown.replace('\'', '"'));
  }

  @Test
  void what_is_wrong_in_a_report_is_shown_at_its_field() {
    assertThat(decode("0a056169722d37220208052205ffff", "--format=pulso", "--input=hex"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("Near byte 11.", "20805[22]05ffff");
    assertThat(decode("0a056169722d3722020805", "--format=pulso", "--input=hex")).isEqualTo(1);
    assertThat(err.toString()).contains("readings[0] at byte 7 has no body", "2d37[22]020805");
  }

  @Test
  void bytes_that_are_no_text_are_shown_in_hex() {
    // The second record's value is a text.
    String pack = "82a32164642d313a00617802f93c00a20061790261" + "7a";
    assertThat(decode(pack, "--format", "senml-cbor", "--input", "hex")).isEqualTo(1);
    assertThat(err.toString())
        .contains("record 1 at byte 15: v is not accepted", "02f93c00[a2]00617902617a");
  }

  @Test
  void a_registry_decides_which_devices_are_known(@TempDir Path directory) throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    String pack = "[{\"bn\":\"" + AgentFixture.AIR + ":\",\"n\":\"pm2_5\",\"v\":18.5}]";
    String registry = directory.toString();

    assertThat(decode(pack, "--format", "senml-json", "--registry", registry)).isZero();
    assertThat(out.toString()).contains("pm2_5");
    assertThat(err.toString()).contains("as gateway lima-01, which has 3 devices");
    assertThat(
            decode(
                pack.replace("80a001", "80a002"),
                "--format=senml-json",
                "--registry=" + registry + "/registry.pb"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("refused (unknown_device)", "is not registered at gateway 'lima-01'");
    assertThat(decode(pack, "--format", "senml-json", "--registry", "/nowhere")).isEqualTo(1);
    assertThat(err.toString()).contains("/nowhere does not exist");
  }

  private int decode(String payload, String... arguments) {
    return new CommandLine(
            new DecodeCommand(
                new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), CLOCK))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
