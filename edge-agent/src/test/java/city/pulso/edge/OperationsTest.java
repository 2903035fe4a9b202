package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and changes while the agents run. */
class OperationsTest {
  private static final String GATEWAY =
      """
        - gateway: %s
          directory: %s
          coap: {port: 0}
          uplink: {uri: "mqtt://127.0.0.1:9", window: %d}
          heartbeat-every: %s
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void health_says_why_not(@TempDir Path directory) throws Exception {
    try (RunningAgents agents =
        RunningAgents.start(file(directory, 64, "30s", "lima-01"), Clock.systemUTC())) {
      HttpResponse<String> health = get(agents, "/health", "");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body())
          .startsWith("{\"live\":true,\"ready\":false,")
          .contains("\"part\":\"uplink\"", "mqtt://127.0.0.1:9")
          .contains("\"part\":\"registry\"", "every device is refused");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(get(agents, "/health", "").body())
                      .contains("mqtt://127.0.0.1:9: Connection refused"));
      assertThat(get(agents, "/health/live", "").statusCode()).isEqualTo(200);
      assertThat(get(agents, "/health/ready", "").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void a_clock_that_was_never_set_is_told(@TempDir Path directory) throws Exception {
    Clock unset = Clock.fixed(Instant.parse("1970-01-01T00:01:00Z"), ZoneOffset.UTC);
    try (RunningAgents agents = RunningAgents.start(file(directory, 64, "30s", "lima-01"), unset)) {
      assertThat(agents.health().get(0).problems())
          .anyMatch(
              problem -> problem.part().equals("clock") && problem.problem().contains("1970"));
    }
  }

  @Test
  void metrics_come_in_both_formats(@TempDir Path directory) throws Exception {
    try (RunningAgents agents =
        RunningAgents.start(file(directory, 64, "30s", "lima-01", "lima-02"), Clock.systemUTC())) {
      HttpResponse<String> text = get(agents, "/metrics", "text/plain");
      assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
      HttpResponse<String> open =
          get(agents, "/metrics", "application/openmetrics-text; version=1.0.0");
      assertThat(open.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/openmetrics-text");
      assertThat(open.body())
          .endsWith("# EOF\n")
          .contains("pulso_edge_readings_accepted_total{gateway=\"lima-02\"}");
    }
  }

  @Test
  void a_changed_file_is_taken_over_key_by_key_without_a_new_start(@TempDir Path directory)
      throws Exception {
    try (RunningAgents agents =
        RunningAgents.start(file(directory, 64, "30s", "lima-01", "lima-02"), Clock.systemUTC())) {
      EdgeAgent first = agents.agents().get(0);
      InetSocketAddress address = first.coapAddress();

      List<String> told = agents.reload(file(directory, 8, "5s", "lima-01", "lima-03"));

      assertThat(told)
          .contains(
              "gateways[0].uplink.window: 8 instead of 64, from now on",
              "gateways[0].heartbeat-every: PT5S instead of PT30S, from now on",
              "gateways[1]: lima-03 started",
              "gateways: lima-02 is not named any more; stopped");
      assertThat(agents.agents())
          .extracting(EdgeAgent::gateway)
          .containsExactly("lima-01", "lima-03");
      assertThat(agents.agents().get(0)).as("the same, with its sessions").isSameAs(first);
      assertThat(first.coapAddress()).isEqualTo(address);
      assertThat(agents.reload(file(directory, 8, "5s", "lima-01", "lima-03"))).isEmpty();

      AgentsFile elsewhere =
          AgentsFile.parse(
              text(directory, 8, "5s", "lima-01").replace("127.0.0.1:9", "127.0.0.1:10"));
      assertThat(agents.reload(elsewhere))
          .contains("gateways[0].uplink.uri: changed, but not while the agent runs; restart it");
    }
  }

  private HttpResponse<String> get(RunningAgents agents, String path, String accept)
      throws Exception {
    int port = agents.metricsAddress().orElseThrow().getPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static AgentsFile file(Path directory, int window, String heartbeat, String... gateways)
      throws Exception {
    return AgentsFile.parse(text(directory, window, heartbeat, gateways));
  }

  private static String text(Path directory, int window, String heartbeat, String... gateways)
      throws Exception {
    StringBuilder text = new StringBuilder("gateways:\n");
    for (String gateway : gateways) {
      Path own = Files.createDirectories(directory.resolve(gateway));
      text.append(GATEWAY.formatted(gateway, own, window, heartbeat));
    }
    return text + "metrics: {port: 0}\n";
  }
}
