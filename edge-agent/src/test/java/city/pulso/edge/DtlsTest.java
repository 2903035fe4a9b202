package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.CoapSender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that come in over DTLS 1.2 with pre-shared keys. */
class DtlsTest {
  private Path directory;
  private EdgeAgentConfig config;

  @BeforeEach
  void configure(@TempDir Path temporary) throws Exception {
    directory = temporary;
    config = DtlsFixture.config(directory);
  }

  @Test
  void a_device_with_its_key_is_taken_for_itself_and_for_no_other() throws Exception {
    try (EdgeAgent agent = DtlsFixture.start(config);
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      URI to = DtlsFixture.uri(agent);

      assertThat(DtlsFixture.send(air, to, AgentFixture.AIR))
          .hasValueSatisfying(answer -> assertThat(answer.code()).startsWith("2.04"));
      assertThat(DtlsFixture.send(air, to, AgentFixture.PLUG))
          .hasValueSatisfying(
              answer -> {
                assertThat(answer.code()).startsWith("4.03");
                assertThat(answer.text())
                    .contains(
                        "PSK identity 'air-key' does not speak for device 'plug_k17'; it speaks"
                            + " for urn:dev:mac:0024befffe80a001");
              });
      assertThat(agent.status().acceptedReadings()).isEqualTo(1);
      assertThat(agent.status().refusedMessages()).containsEntry("foreign_device", 1L);
    }
  }

  @Test
  void plain_coap_does_not_speak_for_a_device_that_has_a_key() throws Exception {
    try (EdgeAgent agent = DtlsFixture.start(config)) {
      Optional<CoapSender.Answer> answer =
          CoapSender.post(
              URI.create("coap://127.0.0.1:" + agent.coapAddress().getPort() + "/t"),
              110,
              ("[{\"bn\":\"" + AgentFixture.AIR + ":\",\"n\":\"temp\",\"v\":1}]").getBytes("UTF-8"),
              Duration.ofSeconds(60));

      assertThat(answer.orElseThrow().code()).startsWith("4.03");
      assertThat(answer.orElseThrow().text()).contains("send over coaps with its key");
    }
  }

  @Test
  void an_unknown_identity_and_a_wrong_key_are_not_let_in_and_counted() throws Exception {
    try (EdgeAgent agent = DtlsFixture.start(config);
        CoapSender stranger = DtlsFixture.device("stranger", DtlsFixture.AIR_KEY);
        CoapSender guesser = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.PLUG_KEY)) {
      URI to = DtlsFixture.uri(agent);

      assertThat(DtlsFixture.hearsNothing(stranger, to)).isTrue();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(agent.status().refusedMessages()).containsEntry("handshake", 1L));
      assertThat(DtlsFixture.hearsNothing(guesser, to)).isTrue();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(agent.status().refusedMessages()).containsEntry("handshake", 2L));
      assertThat(agent.status().acceptedReadings()).isZero();
    }
  }

  @Test
  void a_connection_goes_on_after_a_restart_of_the_agent_without_a_handshake() throws Exception {
    try (CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      EdgeAgentConfig same;
      try (EdgeAgent agent = DtlsFixture.start(config)) {
        assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(agent))).isTrue();
        same = DtlsFixture.again(config, agent);
      }
      Path saved = directory.resolve("agent/dtls.sessions");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
          .isEqualTo("rw-------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("agent/dtls.key"))))
          .isEqualTo("rw-------");

      try (EdgeAgent agent = DtlsFixture.start(same)) {
        assertThat(saved).as("used once").doesNotExist();
        assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(agent))).isTrue();
        assertThat(agent.status().acceptedReadings()).isEqualTo(1);
      }

      Files.delete(saved);
      try (EdgeAgent agent = DtlsFixture.start(same)) {
        assertThat(DtlsFixture.hearsNothing(air, DtlsFixture.uri(agent)))
            .as("nothing was saved, so the agent knows no such connection")
            .isTrue();
      }
    }
  }

  @Test
  void saved_connections_are_void_once_the_keys_file_has_changed_or_they_are_damaged()
      throws Exception {
    try (CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      EdgeAgentConfig same;
      try (EdgeAgent agent = DtlsFixture.start(config)) {
        assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(agent))).isTrue();
        same = DtlsFixture.again(config, agent);
      }
      Path saved = directory.resolve("agent/dtls.sessions");
      byte[] sealed = Files.readAllBytes(saved);
      Path keys = directory.resolve("keys.yaml");
      String before = Files.readString(keys);
      Files.writeString(keys, before.replace(DtlsFixture.AIR_KEY, "00".repeat(16)));
      try (EdgeAgent agent = DtlsFixture.start(same)) {
        assertThat(DtlsFixture.hearsNothing(air, DtlsFixture.uri(agent))).isTrue();
      }

      Files.writeString(keys, before);
      sealed[sealed.length / 2] ^= 1;
      Files.write(saved, sealed);
      try (EdgeAgent agent = DtlsFixture.start(same)) {
        assertThat(saved).doesNotExist();
        assertThat(DtlsFixture.hearsNothing(air, DtlsFixture.uri(agent))).isTrue();
      }
    }
  }

  @Test
  void a_device_behind_a_nat_that_gave_it_another_port_keeps_its_connection() throws Exception {
    try (EdgeAgent agent = DtlsFixture.start(config);
        Nat nat = new Nat(agent.coapsAddress().orElseThrow());
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      URI to = DtlsFixture.uri(nat.port());
      assertThat(DtlsFixture.isLetIn(air, to)).isTrue();
      assertThat(agent.status().acceptedReadings()).isEqualTo(1);
      int handshakes = nat.handshakes();
      int messages = nat.messages();

      nat.rebind();

      assertThat(DtlsFixture.isLetIn(air, to)).isTrue();
      assertThat(nat.handshakes()).as("no new handshake").isEqualTo(handshakes);
      assertThat(agent.status().acceptedReadings())
          .as("a repetition that comes from another port is another message (RFC 7252, 4.5)")
          .isBetween(2L, 1L + nat.messages() - messages);
    }
  }

  @Test
  void plain_coap_can_be_switched_off() throws Exception {
    try (EdgeAgent agent = DtlsFixture.start(config.withCoap(config.coap().withoutPlain()));
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(agent))).isTrue();
      assertThatThrownBy(agent::coapAddress).hasMessageContaining("switched off");
    }
    assertThatThrownBy(() -> CoapConfig.loopback().withoutPlain())
        .hasMessageContaining("coap.plain: false is not accepted");
  }

  @Test
  void an_agent_does_not_start_with_a_keys_file_that_others_can_read() throws Exception {
    Files.setPosixFilePermissions(
        directory.resolve("keys.yaml"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> DtlsFixture.start(config))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("keys.yaml", "rw-r--r--", "chmod 600");
  }

  @Test
  void handshakes_under_way_are_bounded() throws Exception {
    EdgeAgentConfig narrow =
        config.withCoap(
            config
                .coap()
                .withDtls(
                    new city.pulso.edge.coap.DtlsConfig(
                        0, directory.resolve("keys.yaml"), null, 10, 1)));
    try (EdgeAgent agent = DtlsFixture.start(narrow);
        Nat nat = new Nat(agent.coapsAddress().orElseThrow());
        CoapSender half = DtlsFixture.device(DtlsFixture.PLUG_IDENTITY, DtlsFixture.PLUG_KEY);
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      nat.losesWhatFollowsAClientHello();
      assertThat(DtlsFixture.hearsNothing(half, DtlsFixture.uri(nat.port()))).isTrue();
      await("the agent has seen the cookie and waits for what follows")
          .atMost(Duration.ofSeconds(60))
          .until(() -> nat.lost() > 0);

      assertThat(DtlsFixture.hearsNothing(air, DtlsFixture.uri(agent)))
          .as("no place is free")
          .isTrue();
      await("it knocks until it gives up")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(agent.metrics())
                      .containsPattern("pulso_edge_handshakes_turned_away_total\\{[^}]*} [1-9]"));
    }
  }
}
