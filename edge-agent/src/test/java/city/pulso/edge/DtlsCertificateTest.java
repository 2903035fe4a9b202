package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.coap.CoapCredentials;
import city.pulso.edge.coap.CoapSender;
import city.pulso.edge.coap.DtlsConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that come in over DTLS 1.2 with a certificate. */
class DtlsCertificateTest {
  @Test
  void a_certificate_speaks_for_the_devices_its_subject_is_bound_to(@TempDir Path directory)
      throws Exception {
    Certificates city = new Certificates(Files.createDirectory(directory.resolve("city")));
    city.sign("gateway", "CN=Gateway", "-ext", "san=ip:127.0.0.1");
    city.sign("bay", "CN=bay-12,O=Lima");
    city.selfSign("impostor", "CN=bay-12,O=Lima");
    Path trust = directory.resolve("city/ca.pem");
    EdgeAgentConfig psk = DtlsFixture.config(directory);
    EdgeAgentConfig config =
        psk.withCoap(
            psk.coap()
                .withDtls(
                    DtlsConfig.psk(directory.resolve("keys.yaml"))
                        .withCertificate(
                            new DtlsConfig.Certificate(
                                city.certificate("gateway"), city.key("gateway"), trust))));

    try (EdgeAgent agent = DtlsFixture.start(config);
        CoapSender bay = device(city, "bay", trust);
        CoapSender impostor = device(city, "impostor", trust);
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY)) {
      URI to = DtlsFixture.uri(agent);

      assertThat(DtlsFixture.send(bay, to, AgentFixture.BAY).orElseThrow().code())
          .startsWith("2.04");
      CoapSender.Answer forAir = DtlsFixture.send(bay, to, AgentFixture.AIR).orElseThrow();
      assertThat(forAir.code()).startsWith("4.03");
      assertThat(forAir.text())
          .contains("certificate 'CN=bay-12,O=Lima' does not speak for", "it speaks for bay-12");
      assertThatThrownBy(
              () -> DtlsFixture.send(impostor, to, AgentFixture.BAY, Duration.ofSeconds(60)))
          .as("signed by nobody")
          .hasMessageContaining("coaps://");
      assertThat(DtlsFixture.isLetIn(air, to)).as("keys work beside certificates").isTrue();
      assertThat(agent.status().refusedMessages()).containsEntry("foreign_device", 1L);
      await("counted when it is over, which the impostor may know first")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(agent.status().refusedMessages()).containsEntry("handshake", 1L));
    }

    Files.setPosixFilePermissions(
        city.key("gateway"), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> DtlsFixture.start(config))
        .hasMessageContainingAll("gateway.key", "chmod 600");
  }

  private static CoapSender device(Certificates from, String name, Path trust) throws Exception {
    return CoapSender.open(new CoapCredentials.X509(from.certificate(name), from.key(name), trust));
  }
}
