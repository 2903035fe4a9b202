package city.pulso.flink.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.broker.TestBroker;
import city.pulso.flink.mqtt.broker.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS against a broker that demands client certificates; every failure names its setting. */
@NullUnmarked
class TlsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  @TempDir static Path brokerDirectory;
  private static TestCertificates authority;
  private static TestBroker broker;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    authority = TestCertificates.authority("test authority");
    authority.writeTrustStore(brokerDirectory.resolve("trusted.p12"));
    authority.issue("broker").writeKeyStore(brokerDirectory.resolve("broker.p12"));
    broker = TestBroker.startWithTls(brokerDirectory);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @Test
  void messages_travel_when_both_sides_trust_each_other() throws Exception {
    var connection = clientCertificate(trusting(authority), authority.issue("jobs"));
    try (var received = new ReceivedMessages(connection);
        var publisher = MqttPublisher.open(connection, "test-publisher", 10)) {
      await().atMost(DEADLINE).until(received.subscriber()::subscribed);
      publisher.publish("in/t", "hidden".getBytes(UTF_8)).get(90, TimeUnit.SECONDS);
      await().atMost(DEADLINE).until(() -> received.payloads().contains("hidden"));
    }
  }

  @Test
  void a_broker_whose_authority_we_do_not_know_is_refused() throws Exception {
    var stranger = TestCertificates.authority("another authority");
    assertThat(refusal(clientCertificate(trusting(stranger), authority.issue("jobs"))))
        .contains("signed by nobody we trust", "trustedCertificates");
  }

  @Test
  void the_jvms_authorities_do_not_know_a_private_one() throws Exception {
    assertThat(refusal(broker.connection())).contains("trustedCertificates");
  }

  @Test
  void a_broker_under_another_name_is_refused() throws Exception {
    var byName = MqttConnectionOptions.of("mqtts://localhost:" + broker.connection().port());
    assertThat(refusal(clientCertificate(trusting(byName, authority), authority.issue("jobs"))))
        .contains("another host", "host in the URI");
  }

  @Test
  void a_client_without_a_certificate_is_told_to_bring_one() throws Exception {
    assertThat(refusal(trusting(authority))).contains("client certificate");
  }

  @Test
  void a_client_certificate_of_a_strange_authority_is_refused() throws Exception {
    var stranger = TestCertificates.authority("another authority");
    assertThat(refusal(clientCertificate(trusting(authority), stranger.issue("jobs"))))
        .contains("client certificate");
  }

  @Test
  void an_expired_client_certificate_is_refused() throws Exception {
    assertThat(refusal(clientCertificate(trusting(authority), authority.issueExpired("jobs"))))
        .contains("client certificate", "expired");
  }

  @Test
  void a_wrong_password_of_the_key_store_names_both_files(@TempDir Path secrets) throws Exception {
    Path keyStore = authority.issue("jobs").writeKeyStore(secrets.resolve("jobs.p12"));
    Path password = Files.writeString(secrets.resolve("password"), "guess");
    var connection = trusting(authority).withClientCertificate(keyStore, password);
    assertThatThrownBy(() -> new ReceivedMessages(connection))
        .hasMessageContaining("client certificate")
        .hasMessageContaining("jobs.p12")
        .hasMessageContaining("password")
        .hasMessageNotContaining("guess");
  }

  @Test
  void trusted_certificates_that_are_none_are_refused_by_name() throws Exception {
    Path notPem = Files.writeString(directory.resolve("not.pem"), "");
    var connection = broker.connection().withTrustedCertificates(notPem);
    assertThatThrownBy(() -> new ReceivedMessages(connection))
        .hasMessageContaining("trustedCertificates")
        .hasMessageContaining("not.pem");
  }

  private String refusal(MqttConnectionOptions connection) throws Exception {
    try (var received = new ReceivedMessages(connection)) {
      await().atMost(DEADLINE).until(() -> !received.refusals().isEmpty());
      return received.refusals().get(0);
    }
  }

  private MqttConnectionOptions trusting(TestCertificates trusted) throws Exception {
    return trusting(broker.connection(), trusted);
  }

  private MqttConnectionOptions trusting(MqttConnectionOptions connection, TestCertificates trusted)
      throws Exception {
    return connection.withTrustedCertificates(
        trusted.writeCertificate(directory.resolve("ca.pem")));
  }

  private MqttConnectionOptions clientCertificate(
      MqttConnectionOptions connection, TestCertificates.Identity identity) throws Exception {
    return connection.withClientCertificate(
        identity.writeKeyStore(directory.resolve("client.p12")),
        Files.writeString(directory.resolve("password"), TestCertificates.PASSWORD + "\n"));
  }
}
