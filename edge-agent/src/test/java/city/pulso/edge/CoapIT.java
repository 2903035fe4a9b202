package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's CoAP side as libcoap's client sees it. */
class CoapIT {
  private Path directory;
  private Program client;
  private EdgeAgent agent;

  @BeforeEach
  void start(@TempDir Path temporary) throws Exception {
    directory = temporary;
    client =
        Program.installed(
            "coap-client", "coap-client-notls", "coap-client-openssl", "coap-client-gnutls");
    AgentFixture.leaveRegistryCopy(directory.resolve("agent"));
    agent =
        EdgeAgent.start(
            AgentFixture.offline(directory.resolve("agent"))
                .withCoap(new CoapConfig("127.0.0.1", 0, 2048)),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  @Test
  void senml_json_is_answered_2_04_once_it_is_on_disk() throws Exception {
    String answer =
        post(
            "110",
            ("[{\"bn\":\"" + AgentFixture.AIR + ":\",\"n\":\"pm2_5\",\"u\":\"ug/m3\",\"v\":18.5}]")
                .getBytes(StandardCharsets.UTF_8));

    assertThat(answer).contains("2.04");
    assertThat(agent.status().acceptedReadings()).isEqualTo(1);
    assertThat(agent.status().spooledReadings()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void a_pulso_report_is_answered_2_04() throws Exception {
    DeviceReport report =
        DeviceReport.newBuilder()
            .setDevice(AgentFixture.AIR)
            .setSentSinceBootMs(60_000)
            .addReadings(
                DeviceReading.newBuilder()
                    .setSinceBootMs(30_000)
                    .setAir(AirReading.newBuilder().setPm25Ugm3(12)))
            .build();

    assertThat(post("42", report.toByteArray())).contains("2.04");
  }

  @Test
  void a_pack_that_comes_in_blocks_is_taken_whole() throws Exception {
    StringBuilder pack =
        new StringBuilder("[{\"bn\":\"" + AgentFixture.AIR + ":\",\"bu\":\"ug/m3\"}");
    for (int i = 0; i < 50; i++) {
      pack.append(",{\"n\":\"pm2_5\",\"t\":").append(-i).append(",\"v\":").append(i).append("}");
    }
    byte[] payload = pack.append("]").toString().getBytes(StandardCharsets.UTF_8);
    assertThat(payload.length).isBetween(1000, 2048);

    assertThat(post("110", payload, "-b", "128")).contains("2.04");
    assertThat(agent.status().acceptedReadings()).isEqualTo(50);
  }

  @Test
  void a_refusal_says_what_is_wrong_and_what_is_accepted() throws Exception {
    assertThat(post("110", "[{\"n\":\"a b\",\"v\":1}]".getBytes(StandardCharsets.UTF_8)))
        .contains("4.00", "bad_name", "use a letter or digit");
    assertThat(
            post(
                "110",
                "[{\"bn\":\"nobody:\",\"n\":\"t\",\"v\":1}]".getBytes(StandardCharsets.UTF_8)))
        .contains("4.03", "'nobody' is not registered at gateway 'lima-01'");
    assertThat(post("60", new byte[] {1})).contains("4.15", "use 110");
    assertThat(post("42", new byte[] {1, 2, 3})).contains("4.00", "DeviceReport");
    assertThat(post("42", new byte[4000])).contains("4.13");
    assertThat(agent.status().acceptedReadings()).isZero();
    assertThat(agent.status().refusedMessages())
        .containsEntry("malformed", 2L)
        .containsEntry("unknown_device", 1L)
        .containsEntry("unsupported_format", 1L)
        .as("a body that grows too large block by block")
        .containsEntry("too_large", 1L);
  }

  @Test
  void time_status_and_resources_can_be_asked_for() throws Exception {
    assertThat(get("time")).containsPattern("\\d{10}\\.\\d{3}");
    assertThat(get("status")).contains("\"gateway\":\"lima-01\"", "\"devices_known\":3");
    assertThat(get(".well-known/core")).contains("</t>", "rt=\"city.telemetry\"", "110", "</time>");
  }

  @Test
  void the_time_can_be_observed_and_the_filter_of_discovery_works() throws Exception {
    String observed =
        client.run(List.of("-v", "7", "-s", "2", "-B", "10", "-m", "get", uri("time")));

    assertThat(observed).contains("Observe:").containsPattern("\\d{10}\\.\\d{3}");
    assertThat(get(".well-known/core?rt=city.config")).contains("</config>").doesNotContain("</t>");
    assertThat(get("config/" + AgentFixture.AIR)).contains("\"domain\":\"air\"");
  }

  @Test
  void a_refusal_of_cbor_comes_as_problem_details() throws Exception {
    assertThat(post("112", new byte[] {1, 2, 3})).contains("4.00", "257");
    assertThat(post("110", new byte[] {1, 2, 3}, "-A", "257")).contains("4.00", "257");
  }

  private String post(String contentFormat, byte[] payload, String... more) throws Exception {
    Path file = Files.write(directory.resolve("payload"), payload);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-v", "7", "-m", "post", "-B", "10", "-t", contentFormat, "-f", file.toString()));
    arguments.addAll(List.of(more));
    arguments.add(uri("t"));
    return client.run(arguments);
  }

  private String get(String path) throws Exception {
    return client.run(List.of("-m", "get", "-B", "10", uri(path)));
  }

  private String uri(String path) {
    return "coap://127.0.0.1:" + agent.coapAddress().getPort() + "/" + path;
  }
}
