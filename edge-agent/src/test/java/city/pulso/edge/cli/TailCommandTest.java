package city.pulso.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture;
import city.pulso.edge.EdgeAgent;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TailCommandTest {
  private static final String PACK =
      "[{\"bn\":\"%s:\",\"n\":\"pm2_5\",\"u\":\"%s\",\"v\":18.5},{\"n\":\"rh\",\"v\":83}]";

  /** A tail that runs beside the test. */
  private static final class Tail {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> status;

    Tail(Path directory, String... arguments) {
      CommandLine command =
          new CommandLine(new TailCommand())
              .setOut(new PrintWriter(out, true))
              .setErr(new PrintWriter(err, true));
      String[] all = new String[arguments.length + 1];
      all[0] = directory.toString();
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      status = CompletableFuture.supplyAsync(() -> command.execute(all));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> status.isDone() || err.toString().contains("listening"));
    }

    int status() throws Exception {
      return status.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void tail_shows_what_is_taken_and_why_the_rest_is_refused(@TempDir Path directory)
      throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    try (EdgeAgent agent = EdgeAgent.start(AgentFixture.offline(directory), Clock.systemUTC())) {
      Tail all = new Tail(directory, "--count", "3");
      Tail refused = new Tail(directory, "--refused", "--count=1", "--device", AgentFixture.AIR);
      Tail json = new Tail(directory, "--json", "--count", "1");

      send(agent, PACK.formatted(AgentFixture.AIR, "ug/m3"));
      send(agent, PACK.formatted("bay-99", "ug/m3"));
      send(agent, PACK.formatted(AgentFixture.AIR, "ug/m^3"));

      assertThat(all.status()).isZero();
      String[] lines = all.out.toString().split(System.lineSeparator());
      assertThat(lines[0])
          .matches(
              "20\\S+Z  accepted  "
                  + AgentFixture.AIR
                  + "  pm2_5 18.5 ug/m3, humidity 83 %  from .*127.0.0.1.* as senml-json");
      assertThat(lines[1])
          .contains("  refused   bay-99  unknown_device: device 'bay-99' is not registered");
      assertThat(lines[2]).contains(AgentFixture.AIR + "  bad_value: unit 'ug/m^3'");
      assertThat(refused.status()).isZero();
      assertThat(refused.out.toString().lines()).singleElement().asString().contains("ug/m^3");
      assertThat(json.status()).isZero();
      assertThat(json.out.toString()).startsWith("{\"event\":\"accepted\",\"received_ms\":");
    }
  }

  @Test
  void tail_ends_when_the_agent_does_and_says_so(@TempDir Path directory) throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    Tail tail;
    try (EdgeAgent agent = EdgeAgent.start(AgentFixture.offline(directory), Clock.systemUTC())) {
      assertThat(agent.gateway()).isEqualTo(AgentFixture.GATEWAY);
      tail = new Tail(directory);
      send(agent, PACK.formatted(AgentFixture.AIR, "ug/m3"));
      await().atMost(Duration.ofSeconds(60)).until(() -> !tail.out.toString().isEmpty());
    }
    assertThat(tail.status()).isEqualTo(1);
    assertThat(tail.err.toString()).contains("the agent stopped");
    assertThat(new Tail(directory).status()).isEqualTo(1);
  }

  private static void send(EdgeAgent agent, String pack) {
    new CommandLine(
            new SendCommand(new ByteArrayInputStream(pack.getBytes(StandardCharsets.UTF_8))))
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(
            "--to", "coap://127.0.0.1:" + agent.coapAddress().getPort(), "--format", "senml-json");
  }
}
