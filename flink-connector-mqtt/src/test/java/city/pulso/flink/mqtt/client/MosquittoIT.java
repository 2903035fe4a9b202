package city.pulso.flink.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.broker.MosquittoBroker;
import city.pulso.flink.mqtt.broker.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's Mosquitto, which keeps its sessions on disk. */
class MosquittoIT {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  @BeforeAll
  static void needsMosquitto() {
    assumeTrue(
        MosquittoBroker.program().isPresent(),
        "mosquitto is not installed; apt-get install mosquitto brings it");
  }

  @Test
  void what_was_not_acknowledged_survives_a_restart_of_the_broker(@TempDir Path directory)
      throws Exception {
    try (var broker = MosquittoBroker.start(directory, "allow_anonymous true\nlog_type debug");
        var received = new ReceivedMessages(broker.connection())) {
      await().atMost(DEADLINE).until(received.subscriber()::subscribed);
      publish(broker, 20);
      await().atMost(DEADLINE).until(() -> received.payloads().size() == 20);
      received.subscriber().acknowledge(12);
      await().atMost(DEADLINE).until(() -> broker.logged("Received PUBACK from test-sub") == 12);
      broker.stop();
      broker.start();
      await().atMost(DEADLINE).until(() -> received.payloads().size() == 28);
      assertThat(received.resumedAt()).containsExactly(20L);
      assertThat(received.payloads().subList(20, 28))
          .isEqualTo(IntStream.range(12, 20).mapToObj(Integer::toString).toList());
      assertThat(received.refusals()).isEmpty();
    }
  }

  @Test
  void a_wrong_password_is_refused_with_the_setting_to_look_at(@TempDir Path directory)
      throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "guess\n");
    try (var broker = MosquittoBroker.start(directory, "allow_anonymous false");
        var received =
            new ReceivedMessages(broker.connection().withCredentials("jobs", password))) {
      await().atMost(DEADLINE).until(() -> !received.refusals().isEmpty());
      assertThat(received.refusals().get(0))
          .contains("refused the credentials", "password file")
          .doesNotContain("guess");
    }
  }

  @Test
  void tls_with_client_certificate_and_password_together(@TempDir Path directory) throws Exception {
    var authority = TestCertificates.authority("test authority");
    Path password = Files.writeString(directory.resolve("password"), "right\n");
    try (var broker = MosquittoBroker.startWithTls(directory, authority, "jobs", "right");
        var received =
            new ReceivedMessages(
                broker
                    .connection()
                    .withCredentials("jobs", password)
                    .withTrustedCertificates(authority.writeCertificate(directory.resolve("ca")))
                    .withClientCertificate(
                        authority.issue("jobs").writeKeyStore(directory.resolve("jobs.p12")),
                        Files.writeString(
                            directory.resolve("store-password"), TestCertificates.PASSWORD)))) {
      await().atMost(DEADLINE).until(received.subscriber()::subscribed);
      assertThat(received.refusals()).isEmpty();
    }
  }

  @Test
  void a_client_certificate_mosquitto_does_not_trust_is_refused(@TempDir Path directory)
      throws Exception {
    var authority = TestCertificates.authority("test authority");
    var stranger = TestCertificates.authority("another authority");
    try (var broker = MosquittoBroker.startWithTls(directory, authority, "jobs", "right");
        var received =
            new ReceivedMessages(
                broker
                    .connection()
                    .withTrustedCertificates(authority.writeCertificate(directory.resolve("ca")))
                    .withClientCertificate(
                        stranger.issue("jobs").writeKeyStore(directory.resolve("jobs.p12")),
                        Files.writeString(
                            directory.resolve("store-password"), TestCertificates.PASSWORD)))) {
      await().atMost(DEADLINE).until(() -> !received.refusals().isEmpty());
      assertThat(received.refusals().get(0)).contains("client certificate");
    }
  }

  @Test
  void an_expired_certificate_is_refused_and_a_new_one_is_taken_without_a_new_start(
      @TempDir Path directory) throws Exception {
    var authority = TestCertificates.authority("test authority");
    Path trusted = authority.writeCertificate(directory.resolve("trusted.pem"));
    Path keyStore = authority.issue("jobs").writeKeyStore(directory.resolve("jobs.p12"));
    try (var broker = MosquittoBroker.startWithTls(directory, authority, "jobs", "right")) {
      var connection =
          broker
              .connection()
              .withCredentials("jobs", Files.writeString(directory.resolve("password"), "right"))
              .withTrustedCertificates(trusted)
              .withClientCertificate(
                  keyStore,
                  Files.writeString(
                      directory.resolve("store-password"), TestCertificates.PASSWORD));
      try (var received = new ReceivedMessages(connection)) {
        await().atMost(DEADLINE).until(received.subscriber()::connected);
        broker.stop();
        broker.use(authority, authority.issueExpired("mosquitto"));
        broker.start();
        try (var late = new ReceivedMessages(connection)) {
          await().atMost(DEADLINE).until(() -> !late.refusals().isEmpty());
          assertThat(late.refusals().get(0)).contains("broker's certificate has expired");
        }
        broker.stop();
        var next = TestCertificates.authority("next authority");
        broker.use(next, next.issue("mosquitto"));
        next.writeCertificate(trusted);
        next.issue("jobs").writeKeyStore(keyStore);
        broker.start();
        await().atMost(DEADLINE).until(() -> received.subscriber().reconnects() == 1);
        assertThat(received.refusals()).isEmpty();
      }
    }
  }

  @Test
  void what_is_larger_than_the_maximum_packet_size_is_not_sent_to_us(@TempDir Path directory)
      throws Exception {
    try (var broker = MosquittoBroker.start(directory, "allow_anonymous true");
        var received = new ReceivedMessages(broker.connection(), 2048);
        var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 100)) {
      await().atMost(DEADLINE).until(received.subscriber()::subscribed);
      publisher.publish("in/t", new byte[4096]).get(90, TimeUnit.SECONDS);
      publisher.publish("in/t", "small".getBytes(UTF_8)).get(90, TimeUnit.SECONDS);
      await().atMost(DEADLINE).until(() -> received.payloads().contains("small"));
      assertThat(received.payloads()).containsExactly("small");
      assertThat(received.subscriber().reconnects()).isZero();
    }
  }

  @Test
  void the_order_of_a_topic_survives_a_restart_of_the_broker(@TempDir Path directory)
      throws Exception {
    try (var broker = MosquittoBroker.start(directory, "allow_anonymous true");
        var received = new ReceivedMessages(broker.connection());
        var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 20)) {
      await().atMost(DEADLINE).until(received.subscriber()::subscribed);
      for (int i = 0; i < 200; i++) {
        if (i == 100) {
          broker.stop();
          broker.start();
        }
        byte[] payload = Integer.toString(i).getBytes(UTF_8);
        var unused = publisher.publishWhenRoom(MqttOutgoing.of("in/t", payload));
        received.subscriber().acknowledge(Long.MAX_VALUE);
      }
      publisher.awaitEmpty();
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                received.subscriber().acknowledge(Long.MAX_VALUE);
                assertThat(received.payloads().stream().distinct())
                    .as("each for the first time; after the restart some come again")
                    .isEqualTo(IntStream.range(0, 200).mapToObj(Integer::toString).toList());
              });
    }
  }

  @Test
  void a_message_larger_than_the_broker_takes_costs_that_message_only(@TempDir Path directory)
      throws Exception {
    try (var broker =
            MosquittoBroker.start(directory, "allow_anonymous true\nmax_packet_size 2000");
        var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 20)) {
      var large = publisher.publish("in/large", new byte[4000]);
      var small = publisher.publish("in/small", new byte[1000]);
      small.get(90, TimeUnit.SECONDS);
      assertThat(large)
          .failsWithin(DEADLINE)
          .withThrowableThat()
          .withCauseInstanceOf(MessageRefusedException.class)
          .withMessageContaining("in/large")
          .withMessageContaining("size");
      assertThat(publisher.reconnects()).isZero();
    }
  }

  private static void publish(MosquittoBroker broker, int count) throws Exception {
    try (var publisher = MqttPublisher.open(broker.connection(), "test-publisher", 100)) {
      for (int i = 0; i < count; i++) {
        publisher.publish("in/t", Integer.toString(i).getBytes(UTF_8)).get(90, TimeUnit.SECONDS);
      }
    }
  }
}
