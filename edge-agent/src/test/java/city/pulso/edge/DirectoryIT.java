package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.DirectoryConfig;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent at a foreign resource directory, libcoap's. */
class DirectoryIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void an_agent_finds_the_path_registers_and_takes_its_registration_back(@TempDir Path directory)
      throws Exception {
    Program client = Program.installed("coap-client-notls", "coap-client-openssl");
    int port = freePort();
    Process process =
        Program.installed("coap-rd-notls", "coap-rd-openssl", "coap-rd-gnutls")
            .start(
                List.of("-A", "127.0.0.1", "-p", String.valueOf(port)),
                directory.resolve("rd.log"));
    URI rd = URI.create("coap://127.0.0.1:" + port);
    try {
      AgentFixture.leaveRegistryCopy(directory.resolve("agent"));
      CoapConfig coap =
          CoapConfig.loopback().withDirectory(new DirectoryConfig(rd, Duration.ofHours(1)));
      try (EdgeAgent agent =
          EdgeAgent.start(
              AgentFixture.offline(directory.resolve("agent")).withCoap(coap), Clock.systemUTC())) {
        assertThat(agent.coapAddress().getPort()).isPositive();
        await().atMost(SOON).untilAsserted(() -> assertThat(core(client, rd)).contains("</rd/"));
      }
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(core(client, rd)).doesNotContain("</rd/"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String core(Program client, URI rd) throws Exception {
    return client.run(List.of("-m", "get", "-B", "5", rd + "/.well-known/core"));
  }

  private static int freePort() throws Exception {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
