package city.pulso.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.TlsFiles;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.AgentPresence;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.util.JsonFormat;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another broker than Mosquitto: HiveMQ CE, with TLS and a client certificate. */
class HiveMqIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "changeit";

  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private Path directory;
  private Authority pki;

  @BeforeEach
  void sign(@TempDir Path temporary) throws Exception {
    directory = temporary;
    pki = new Authority(directory.resolve("pki"));
    pki.sign("broker", "IP:127.0.0.1", 2);
    pki.sign("lima-01", "DNS:lima-01", 2);
  }

  @AfterEach
  void stop() {
    timers.shutdownNow();
  }

  @Test
  void batches_receipts_status_and_last_will_over_tls() throws Exception {
    BlockingQueue<Mqtt5Publish> heard = new LinkedBlockingQueue<>();
    try (HiveMq broker = new HiveMq(directory.resolve("hivemq"), tls());
        Spool spool =
            Spool.open(
                directory.resolve("spool"), SpoolConfig.defaults(), "lima-01", Clock.systemUTC());
        Wire wire = new Wire(broker.port())) {
      Mqtt5BlockingClient city = city(broker, heard);
      spool
          .append(
              Domain.HOMES,
              List.of(
                  Reading.newBuilder()
                      .setDevice("plug_k17")
                      .setPlug(PlugReading.newBuilder().setPowerW(3))
                      .build()))
          .get(60, TimeUnit.SECONDS);
      try (Uplink uplink = uplink(wire.port(), spool)) {
        uplink.start();
        assertThat(next(heard, Topics.status("lima-01")).getState()).isEqualTo("online");

        TelemetryBatch batch = batch(heard);
        Receipt receipt =
            Receipt.newBuilder()
                .setGateway("lima-01")
                .setDomain(Domain.HOMES)
                .setEpoch(batch.getEpoch())
                .addRanges(SequenceRange.newBuilder().setFirst(1).setLast(1))
                .build();
        city.publishWith()
            .topic(Topics.receipt("lima-01"))
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(receipt.toByteArray())
            .send();
        await().atMost(PATIENCE).until(() -> spool.status(Domain.HOMES).batches() == 0);

        wire.cut();
        assertThat(next(heard, Topics.status("lima-01")).getState())
            .as("the last will, after its delay")
            .isEqualTo("lost");
        assertThat(uplink.status().problem()).isNotEmpty();
      }
      try (Uplink uplink = uplink(broker.port(), spool)) {
        uplink.start();
        assertThat(next(heard, Topics.status("lima-01")).getState()).isEqualTo("online");
      }
      AgentPresence goodbye = next(heard, Topics.status("lima-01"));
      assertThat(goodbye.getState()).isEqualTo("stopped");
      assertThat(goodbye.getAgentVersion()).isEqualTo("test");
      assertThat(goodbye.getSinceMs()).isPositive();
      city.disconnect();
    }
  }

  private Uplink uplink(int port, Spool spool) throws Exception {
    BrokerAddress address =
        new BrokerAddress(
            URI.create("mqtts://127.0.0.1:" + port),
            null,
            null,
            new TlsFiles(pki.authority(), pki.certificate("lima-01"), pki.key("lima-01")));
    return new Uplink(
        "lima-01",
        new UplinkConfig(address, 16, Duration.ofMillis(500)),
        new MqttLink("lima-01", "test", address, Clock.systemUTC(), Backoff.usual()),
        new SpoolBacklogs("lima-01", spool),
        Downstream.NONE,
        new RegistryCopy(directory),
        entry -> {},
        Clock.systemUTC(),
        System::nanoTime,
        timers);
  }

  private Mqtt5BlockingClient city(HiveMq broker, BlockingQueue<Mqtt5Publish> heard)
      throws Exception {
    Mqtt5BlockingClient city =
        MqttClient.builder()
            .useMqttVersion5()
            .serverHost("127.0.0.1")
            .serverPort(broker.port())
            .sslConfig(
                Credentials.tls(
                    new TlsFiles(pki.authority(), pki.certificate("lima-01"), pki.key("lima-01"))))
            .buildBlocking();
    city.connect();
    for (String filter : List.of(Topics.ALL_STATUS, Topics.allTelemetry(Domain.HOMES))) {
      city.toAsync()
          .subscribeWith()
          .topicFilter(filter)
          .qos(MqttQos.AT_LEAST_ONCE)
          .callback(heard::add)
          .send()
          .get(60, TimeUnit.SECONDS);
    }
    return city;
  }

  private static AgentPresence next(BlockingQueue<Mqtt5Publish> heard, String topic)
      throws Exception {
    while (true) {
      Mqtt5Publish publish = heard.poll(60, TimeUnit.SECONDS);
      assertThat(publish).as("a message on %s", topic).isNotNull();
      if (publish.getTopic().toString().equals(topic)) {
        AgentPresence.Builder presence = AgentPresence.newBuilder();
        JsonFormat.parser()
            .merge(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8), presence);
        return presence.build();
      }
    }
  }

  private static TelemetryBatch batch(BlockingQueue<Mqtt5Publish> heard) throws Exception {
    Mqtt5Publish publish = heard.poll(60, TimeUnit.SECONDS);
    assertThat(publish).isNotNull();
    assertThat(publish.getTopic().toString()).isEqualTo(Topics.telemetry(Domain.HOMES, "lima-01"));
    return TelemetryBatch.parseFrom(publish.getPayloadAsBytes());
  }

  /** The broker's key store and whom it trusts, as its configuration wants them. */
  private String tls() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    String pem = Files.readString(pki.key("broker")).replaceAll("-----[A-Z ]+-----", "");
    keys.setKeyEntry(
        "broker",
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem))),
        SECRET.toCharArray(),
        new Certificate[] {certificate(pki.certificate("broker"))});
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("city", certificate(pki.authority()));
    return """
        <tls>
          <keystore><path>%s</path><password>%s</password>
            <private-key-password>%s</private-key-password></keystore>
          <truststore><path>%s</path><password>%s</password></truststore>
          <client-authentication-mode>REQUIRED</client-authentication-mode>
        </tls>
        """
        .formatted(save(keys, "keys.p12"), SECRET, SECRET, save(trust, "trust.p12"), SECRET);
  }

  private Path save(KeyStore store, String name) throws Exception {
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, SECRET.toCharArray());
    }
    return file;
  }

  private static Certificate certificate(Path file) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }
}
