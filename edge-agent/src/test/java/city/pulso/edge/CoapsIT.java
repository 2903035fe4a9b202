package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's DTLS side as libcoap's clients see it, with OpenSSL and with GnuTLS. */
class CoapsIT {
  private static final String AIR_KEY =
      new String(HexFormat.of().parseHex(DtlsFixture.AIR_KEY), StandardCharsets.US_ASCII);

  private Path directory;
  private EdgeAgent agent;

  @BeforeEach
  void start(@TempDir Path temporary) throws Exception {
    directory = temporary;
    agent = DtlsFixture.start(DtlsFixture.config(directory));
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"coap-client-openssl", "coap-client-gnutls"})
  void a_foreign_device_with_a_pre_shared_key_posts_finds_and_is_told_no(String name)
      throws Exception {
    Program client = Program.installed(name);

    assertThat(post(client, DtlsFixture.AIR_IDENTITY, "110", senml(AgentFixture.AIR, 1)))
        .contains("2.04");
    DeviceReport report =
        DeviceReport.newBuilder()
            .setDevice(AgentFixture.AIR)
            .addReadings(DeviceReading.newBuilder().setAir(AirReading.newBuilder().setPm25Ugm3(12)))
            .build();
    assertThat(post(client, DtlsFixture.AIR_IDENTITY, "42", report.toByteArray())).contains("2.04");
    assertThat(
            post(client, DtlsFixture.AIR_IDENTITY, "110", senml(AgentFixture.AIR, 40), "-b", "128"))
        .as("block-wise")
        .contains("2.04");
    assertThat(agent.status().acceptedReadings()).isEqualTo(42);

    assertThat(post(client, DtlsFixture.AIR_IDENTITY, "110", senml(AgentFixture.BAY, 1)))
        .contains("4.03", "does not speak for device 'bay-12'");
    assertThat(run(client, DtlsFixture.AIR_IDENTITY, "-m", "get", uri("time")))
        .containsPattern("\\d{10}\\.\\d{3}");
    assertThat(
            run(client, DtlsFixture.AIR_IDENTITY, "-m", "get", uri("config/" + AgentFixture.AIR)))
        .contains("\"report_interval_s\":0");
    assertThat(run(client, DtlsFixture.AIR_IDENTITY, "-m", "get", uri(".well-known/core")))
        .contains("</t>", "city.telemetry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coap-client-openssl", "coap-client-gnutls"})
  void a_foreign_device_with_an_unknown_identity_is_not_let_in(String name) throws Exception {
    Program client = Program.installed(name);
    Path log = directory.resolve("client.log");
    Process process =
        client.start(arguments("stranger", List.of("-B", "3", "-m", "get", uri("time"))), log);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(agent.status().refusedMessages()).containsEntry("handshake", 1L));
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(Files.readString(log)).doesNotContainPattern("\\d{10}\\.\\d{3}");
  }

  private String post(
      Program client, String identity, String contentFormat, byte[] payload, String... more)
      throws Exception {
    Path file = Files.write(directory.resolve("payload"), payload);
    List<String> arguments = new ArrayList<>(List.of("-v", "7", "-m", "post", "-t", contentFormat));
    arguments.addAll(List.of("-f", file.toString()));
    arguments.addAll(List.of(more));
    arguments.add(uri("t"));
    return run(client, identity, arguments.toArray(String[]::new));
  }

  private static String run(Program client, String identity, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("-B", "10"));
    all.addAll(List.of(more));
    return client.run(arguments(identity, all));
  }

  private static List<String> arguments(String identity, List<String> more) {
    List<String> all = new ArrayList<>(List.of("-u", identity, "-k", AIR_KEY));
    all.addAll(more);
    return all;
  }

  private static byte[] senml(String device, int records) {
    StringBuilder pack = new StringBuilder("[{\"bn\":\"" + device + ":\"}");
    for (int i = 0; i < records; i++) {
      pack.append(",{\"n\":\"temp\",\"u\":\"Cel\",\"t\":").append(-i).append(",\"v\":1}");
    }
    return pack.append("]").toString().getBytes(StandardCharsets.UTF_8);
  }

  private String uri(String path) {
    return "coaps://127.0.0.1:" + agent.coapsAddress().orElseThrow().getPort() + "/" + path;
  }
}
