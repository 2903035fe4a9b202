package city.pulso.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture;
import city.pulso.edge.EdgeAgent;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.util.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AgentCommandTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:05:00Z"), ZoneOffset.UTC);
  private static final String PACK =
      "[{\"bn\":\"urn:dev:mac:0024befffe80a001:\",\"bt\":1767225600,\"n\":\"pm2_5\",\"u\":\"ug/m3\",\"v\":18.5},"
          + "{\"n\":\"turbidity\",\"u\":\"NTU\",\"v\":4}]";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_rehearsal_stores_a_message_of_each_kind_and_ends_by_itself() {
    assertThat(
            AgentCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute("rehearse"))
        .as(err.toString())
        .isZero();
    assertThat(lines()).containsExactly("coap: stored and answered", "coaps: stored and answered");
  }

  @Test
  void decode_prints_each_value_with_its_time_and_how_that_is_known() {
    assertThat(decode(PACK, "--format", "senml-json")).isZero();
    assertThat(lines())
        .containsExactly(
            "2026-01-01T00:00:00Z device_clock +/-1000ms urn:dev:mac:0024befffe80a001 pm2_5 18.5"
                + " ug/m3",
            "2026-01-01T00:00:00Z device_clock +/-1000ms urn:dev:mac:0024befffe80a001 turbidity 4"
                + " NTU");
    assertThat(err.toString()).contains("domain air");
  }

  @Test
  void decode_takes_the_domain_it_is_told() {
    assertThat(decode(PACK, "--format", "senml-json", "--domain", "homes")).isZero();
    assertThat(lines()).hasSize(2);
    assertThat(err.toString()).isEmpty();
    assertThat(decode(PACK, "--format", "senml-json", "--domain", "water")).isEqualTo(2);
    assertThat(err.toString()).contains("'water' is not accepted; use one of air, homes, parking");
  }

  @Test
  void decode_needs_to_be_told_the_device_that_only_a_topic_would_name() throws Exception {
    String plug = Files.readString(Path.of("src/test/resources/samples/tasmota-sensor.json"));
    assertThat(decode(plug, "--format", "tasmota")).isEqualTo(1);
    assertThat(err.toString()).contains("refused (malformed): nothing names the device");

    assertThat(decode(plug, "--format", "tasmota", "--device", "plug_k17")).isZero();
    assertThat(lines())
        .containsExactly(
            "2026-01-01T00:05:00Z gateway_clock +/-2000ms plug_k17 power 3 W",
            "2026-01-01T00:05:00Z gateway_clock +/-2000ms plug_k17 energy 81337 Wh",
            "2026-01-01T00:05:00Z gateway_clock +/-2000ms plug_k17 voltage 221 V");
  }

  @Test
  void decode_says_at_which_byte_a_message_is_broken() {
    byte[] cut = HexFormat.of().parseHex("81a2216375726e"); // [{"bn": "urn", ... and no more
    assertThat(decode(new ByteArrayInputStream(cut), "--format", "senml-cbor")).isEqualTo(1);
    assertThat(err.toString()).contains("refused (malformed)").contains("byte 7");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void decode_refuses_what_an_agent_would_refuse() {
    assertThat(decode(PACK.replace("1767225600", "1867225600"), "--format", "senml-json"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("refused (far_future)", "a day ahead");
    assertThat(decode(PACK.replace("ug/m3", "ug/m^3"), "--format", "senml-json")).isEqualTo(1);
    assertThat(err.toString())
        .contains("refused (bad_value): unit 'ug/m^3' of 'pm2_5' is not accepted; use ug/m3");
  }

  @Test
  void text_of_a_device_cannot_steer_the_terminal() {
    String pack = "[{\"bn\":\"d-1:\",\"n\":\"note\",\"vs\":\"a\\u001b[2Jb\"}]";
    assertThat(decode(pack, "--format", "senml-json")).isZero();
    assertThat(out.toString()).contains("\"a\\u001b[2Jb\"").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"decode", "send"})
  void a_format_that_is_none_is_answered_with_those_there_are(String command) {
    assertThat(agent(command, "--to", "coap://h", "--format", "xml")).isEqualTo(2);
    assertThat(err.toString()).contains("--format");
    assertThat(agent("decode", "--format", "xml")).isEqualTo(2);
    assertThat(err.toString()).contains("'xml' is not accepted; use one of pulso, senml-json");
  }

  @Test
  void an_empty_input_is_said_to_be_empty() {
    assertThat(decode("", "--format", "pulso")).isEqualTo(1);
    assertThat(err.toString()).contains("standard input is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check-config", "decode", "send", "tail", "conform", "spool"})
  void every_command_explains_itself(String command) {
    assertThat(agent(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: pulso-agent " + command);
  }

  @Test
  void what_send_sends_is_on_disk_and_spool_shows_it(@TempDir Path directory) throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    try (EdgeAgent agent = EdgeAgent.start(AgentFixture.offline(directory), Clock.systemUTC())) {
      String to = "coap://127.0.0.1:" + agent.coapAddress().getPort();
      String pack = "[{\"bn\":\"" + AgentFixture.AIR + ":\",\"n\":\"pm2_5\",\"v\":18.5}]";

      assertThat(send(pack, "--to", to, "--format", "senml-json")).isZero();
      assertThat(out.toString()).isEqualTo("2.04 CHANGED" + System.lineSeparator());
      assertThat(send(pack.replace("80a001", "80a002"), "--to", to, "--format", "senml-json"))
          .isEqualTo(1);
      assertThat(out.toString())
          .contains(
              "4.03 FORBIDDEN: device 'urn:dev:mac:0024befffe80a002' is not registered at gateway 'lima-01'");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> agent.status().spooledBatches() >= 3); // one heartbeat per stream

      assertThat(agent("spool", directory.toString())).isZero();
      assertThat(out.toString())
          .contains("gateway " + AgentFixture.GATEWAY)
          .containsPattern("air: epoch [0-9a-f]{16}, \\d+ batches, 1 readings, \\d+ bytes")
          .contains("oldest 1 of 2") // a time of this century
          .contains(
              "device " + AgentFixture.AIR + ": 1 waiting, 1 accepted, 0 evicted, last seen 2");
    }
    StringWriter json = new StringWriter();
    assertThat(execute(new CommandLine(new SpoolCommand()), json, directory + "", "--export"))
        .isZero();
    double[] seen = {0};
    for (String line : json.toString().lines().toList()) {
      TelemetryBatch.Builder batch = TelemetryBatch.newBuilder();
      JsonFormat.parser().merge(line, batch);
      assertThat(batch.getGateway()).isEqualTo(AgentFixture.GATEWAY);
      batch.getReadingsList().forEach(each -> seen[0] += each.getAir().getPm25Ugm3());
    }
    assertThat(seen[0]).isEqualTo(18.5);
  }

  @Test
  void a_silent_host_is_no_success() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String to = "coap://127.0.0.1:" + silent.getLocalPort();
      assertThat(send(PACK, "--to", to, "--format", "senml-json", "--timeout", "1")).isEqualTo(1);
      assertThat(err.toString()).contains("no answer from " + to + "/t within 1 s");
    }
  }

  @Test
  void send_says_what_goes_over_coap() {
    assertThat(send(PACK, "--to", "http://h", "--format", "senml-json")).isEqualTo(2);
    assertThat(err.toString()).contains("use coap://HOST[:PORT]");
    assertThat(send(PACK, "--to", "coap://h", "--format", "tasmota")).isEqualTo(2);
    assertThat(err.toString()).contains("use one of pulso, senml-json, senml-cbor");
  }

  @Test
  void a_directory_without_a_spool_is_named_and_stays_empty(@TempDir Path directory)
      throws Exception {
    assertThat(agent("spool", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(directory + " holds no spool.db");
    assertThat(directory).isEmptyDirectory();
    Files.writeString(directory.resolve("spool.db"), "no database at all, ".repeat(500));
    assertThat(agent("spool", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be read as a spool");
  }

  private int decode(String payload, String... arguments) {
    return decode(input(payload), arguments);
  }

  private int decode(InputStream payload, String... arguments) {
    return execute(new CommandLine(new DecodeCommand(payload, CLOCK)), out, arguments);
  }

  private int send(String payload, String... arguments) {
    return execute(new CommandLine(new SendCommand(input(payload))), out, arguments);
  }

  private int agent(String... arguments) {
    return AgentCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }

  private int execute(CommandLine command, StringWriter to, String... arguments) {
    return command
        .setOut(new PrintWriter(to, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What was printed, columns one space apart. */
  private List<String> lines() {
    return out.toString().lines().map(line -> line.replaceAll(" +", " ")).toList();
  }
}
