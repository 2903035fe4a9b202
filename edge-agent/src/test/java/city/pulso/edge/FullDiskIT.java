package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What devices and operators see while the gateway's disk is full (a small tmpfs that is), or has
 * turned itself read-only (an ext4 in a file that was told to abort).
 */
class FullDiskIT {
  @Test
  void coap_hears_5_03_and_mqtt_nothing_until_there_is_room(@TempDir Path root) throws Exception {
    Program coap =
        Program.installed(
            "coap-client", "coap-client-notls", "coap-client-openssl", "coap-client-gnutls");
    Path disk = Files.createDirectories(root.resolve("disk"));
    String said = mount("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
    assumeTrue(said.isEmpty(), () -> "nothing may be mounted here: " + said);
    try (Mosquitto broker = new Mosquitto(root.resolve("broker"))) {
      AgentFixture.leaveRegistryCopy(disk.resolve("agent"));
      try (EdgeAgent agent =
              EdgeAgent.start(
                  AgentFixture.offline(disk.resolve("agent"))
                      .withLocalBroker(
                          new LocalBrokerConfig(
                              BrokerAddress.of(broker.uri()),
                              List.of(new TopicMapping("senml/+", Format.SENML_JSON, 0)))),
                  Clock.systemUTC());
          AgentFixture.City device = new AgentFixture.City(broker.port())) {
        String uri = "coap://127.0.0.1:" + agent.coapAddress().getPort();
        Path others = disk.resolve("somebody else's");
        fill(others);

        await("the disk is full, and what the agent gave back is taken too")
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  boolean refused = post(coap, uri).contains("5.03");
                  fill(others);
                  return refused && post(coap, uri).contains("5.03");
                });
        assertThat(post(coap, uri)).contains("5.03", "Max-Age", "cannot store anything now");
        assertThat(coap.run(List.of("-m", "get", "-B", "10", uri + "/status")))
            .contains("\"spool_problem\":\"the disk is full\"");
        assertThat(agent.metrics()).contains("pulso_edge_spool_storing{gateway=\"lima-01\"} 0.0");
        assertThat(agent.health().ready()).isFalse();
        assertThat(agent.health().problems())
            .contains(new Health.Problem("spool", "the disk is full"));
        long accepted = agent.status().acceptedReadings();
        long refused = notStored(agent);
        device.publishOnceHeard("senml/x", message().getBytes(StandardCharsets.UTF_8));
        await("refused, and held back")
            .atMost(Duration.ofSeconds(60))
            .until(() -> notStored(agent) > refused);
        assertThat(agent.status().acceptedReadings()).isEqualTo(accepted);

        Files.delete(others);

        await("what MQTT brought is tried again and stored")
            .atMost(Duration.ofSeconds(60))
            .until(() -> agent.status().acceptedReadings() == accepted + 1);
        assertThat(post(coap, uri)).contains("2.04");
        assertThat(agent.status().spoolProblem()).isEmpty();
        assertThat(agent.health().problems()).noneMatch(told -> told.part().equals("spool"));
      }
    } finally {
      mount("umount", "-l", disk.toString());
    }
  }

  @Test
  void health_finds_a_disk_that_became_read_only_without_any_device(@TempDir Path root)
      throws Exception {
    Path image = root.resolve("ext4.img");
    assumeTrue(mount("truncate", "-s", "8M", image.toString()).isEmpty(), "no truncate here");
    Program mkfs = Program.installed("mkfs.ext4");
    assertThat(mkfs.run(List.of("-q", "-F", image.toString()))).isBlank();
    Path disk = Files.createDirectories(root.resolve("disk"));
    String said = mount("mount", "-o", "loop", image.toString(), disk.toString());
    assumeTrue(said.isEmpty(), () -> "nothing may be mounted here: " + said);
    try {
      AgentFixture.leaveRegistryCopy(disk.resolve("agent"));
      try (EdgeAgent agent =
          EdgeAgent.start(
              AgentFixture.offline(disk.resolve("agent")).withHeartbeatEvery(Duration.ofSeconds(1)),
              Clock.systemUTC())) {
        assertThat(agent.health().problems()).noneMatch(told -> told.part().equals("spool"));

        String aborted = mount("mount", "-o", "remount,abort", disk.toString());
        assumeTrue(aborted.isEmpty(), () -> "ext4 cannot be told to abort here: " + aborted);

        await("its own heartbeat cannot be stored")
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    agent.health().problems().stream()
                        .anyMatch(
                            told ->
                                told.part().equals("spool")
                                    && told.problem().contains("readonly")));
        assertThat(agent.health().ready()).isFalse();
      }
    } finally {
      mount("umount", "-l", disk.toString());
    }
  }

  private static long notStored(EdgeAgent agent) {
    return agent.status().refusedMessages().getOrDefault("not_stored", 0L);
  }

  private static String post(Program coap, String uri) throws Exception {
    return coap.run(
        List.of("-v", "7", "-m", "post", "-B", "10", "-t", "110", "-e", message(), uri + "/t"));
  }

  private static String message() {
    return "[{\"bn\":\"" + AgentFixture.PLUG + ":\",\"n\":\"power\",\"u\":\"W\",\"v\":18.5}]";
  }

  /** Lets a file grow until there is no room for more of it. */
  private static void fill(Path file) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("space");
    }
  }

  private static String mount(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : said;
  }
}
