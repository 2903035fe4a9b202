package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an agent that was closed: nothing. */
class ClosedAgentTest {
  @Test
  void an_agent_that_never_reached_a_broker_leaves_no_thread(@TempDir Path directory)
      throws Exception {
    Set<Thread> initially = threads();
    live(directory.resolve("one"), "mqtt://127.0.0.1:9");
    Set<Thread> ofTheProcess = threads(); // pools that all agents share, made with the first

    live(directory.resolve("two"), "mqtt://127.0.0.1:9");

    await("threads of the second agent end")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(ofTheProcess).containsAll(threads()));
    // Netty's globalEventExecutor ends by itself a second after its last task.
    await("whatever stays does not keep the program from ending")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(threads())
                    .filteredOn(thread -> !initially.contains(thread))
                    .allMatch(Thread::isDaemon));
  }

  @Test
  void an_agent_closed_while_another_lives_does_not_come_back(@TempDir Path directory)
      throws Exception {
    try (EdgeAgent other = start(directory.resolve("other"), "mqtt://127.0.0.1:9")) {
      int port;
      try (ServerSocket refusing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = refusing.getLocalPort();
      }
      try (EdgeAgent closed = start(directory.resolve("closed"), "mqtt://127.0.0.1:" + port)) {
        await("it waits for its next attempt")
            .atMost(Duration.ofSeconds(60))
            .until(() -> closed.health().toString().contains("Connection refused"));
      }
      try (ServerSocket broker = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        broker.setSoTimeout(1500); // the next attempt would have come within 600 ms
        CompletableFuture<Socket> knock = CompletableFuture.supplyAsync(() -> accept(broker));
        assertThat(knock).failsWithin(Duration.ofSeconds(60));
      }
      assertThat(other.health().live()).isTrue();
    }
  }

  @Test
  void an_agent_whose_broker_says_nothing_is_closed_at_once(@TempDir Path directory)
      throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      EdgeAgent agent = start(directory, "mqtt://127.0.0.1:" + silent.getLocalPort());
      try (Socket waiting = accept(silent)) {
        long began = System.nanoTime();
        agent.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        waiting.setSoTimeout(60_000);
        assertThat(waiting.getInputStream().readAllBytes()).as("CONNECT, and hung up").isNotEmpty();
      }
    }
  }

  private static Socket accept(ServerSocket server) {
    try {
      return server.accept();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void live(Path directory, String broker) throws Exception {
    EdgeAgent agent = start(directory, broker);
    await("both brokers were tried")
        .atMost(Duration.ofSeconds(60))
        .until(() -> agent.health().toString().split("Connection refused", -1).length == 3);
    agent.close();
  }

  private static EdgeAgent start(Path directory, String broker) throws Exception {
    Files.createDirectories(directory);
    EdgeAgentConfig config = DtlsFixture.config(directory);
    return EdgeAgent.start(
        AgentFixture.config(config.directory(), broker)
            .withCoap(config.coap())
            .withLocalBroker(
                new LocalBrokerConfig(
                    BrokerAddress.of("mqtt://127.0.0.1:9"),
                    List.of(new TopicMapping("senml/+", Format.SENML_JSON, 0)))),
        Clock.systemUTC());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().matches("(ForkJoinPool|awaitility).*"))
        .collect(Collectors.toSet());
  }
}
