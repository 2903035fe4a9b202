package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture.City;
import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent between a real Mosquitto as local broker and the same as the city's broker. */
class UplinkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path directory;
  private Mosquitto mosquitto;
  private @Nullable City city;

  @BeforeEach
  void start(@TempDir Path temporary) throws Exception {
    directory = temporary;
    mosquitto = new Mosquitto(directory.resolve("mosquitto"));
    City started = new City(mosquitto.port());
    started.publishRegistry();
    city = started;
  }

  @AfterEach
  void stop() throws Exception {
    City open = city;
    if (open != null) {
      open.close();
    }
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  @Test
  void a_batch_arrives_is_sent_again_without_a_receipt_and_deleted_with_one() throws Exception {
    try (EdgeAgent agent = agent()) {
      tasmota(agent, 3.5);

      TelemetryBatch batch = plugBatch();
      assertThat(batch.getGateway()).isEqualTo(AgentFixture.GATEWAY);
      assertThat(batch.getEpoch()).isNotZero();
      TelemetryBatch again = same(batch);
      assertThat(again).isEqualTo(batch);
      assertThat(agent.status().resentBatches()).isPositive();
      assertThat(agent.status().acceptedReadings()).isEqualTo(1);

      receipt(batch, batch.getSequence());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(agent.status().receiptedBatches()).isEqualTo(1);
                assertThat(agent.status().receiptedReadings()).isEqualTo(1);
              });
    }
  }

  @Test
  void a_receipt_of_another_epoch_deletes_nothing() throws Exception {
    try (EdgeAgent agent = agent()) {
      tasmota(agent, 3.5);
      TelemetryBatch batch = plugBatch();

      receipt(batch.toBuilder().setEpoch(batch.getEpoch() + 1).build(), batch.getSequence());
      receipt(batch, batch.getSequence());

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(agent.status().receiptedBatches()).isEqualTo(1));
    }
  }

  @Test
  void what_was_accepted_while_the_broker_was_away_arrives_without_a_hole() throws Exception {
    try (EdgeAgent agent = agent()) {
      tasmota(agent, 1);
      plugBatch();
    }
    try (EdgeAgent agent = agent()) {
      tasmota(agent, 2);
      tasmota(agent, 3);
      TreeMap<Long, Double> power = new TreeMap<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Mqtt5Publish next = city().batches.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                  TelemetryBatch batch = TelemetryBatch.parseFrom(next.getPayloadAsBytes());
                  if (batch.getDomain() == Domain.HOMES) {
                    power.put(batch.getSequence(), 0.0);
                    for (Reading reading : batch.getReadingsList()) {
                      if (reading.hasPlug()) {
                        power.put(batch.getSequence(), reading.getPlug().getPowerW());
                      }
                    }
                  }
                }
                return power.values().containsAll(List.of(1.0, 2.0, 3.0));
              });
      List<Long> sequences = new ArrayList<>(power.keySet());
      assertThat(sequences.get(0)).isEqualTo(1);
      assertThat(sequences.get(sequences.size() - 1)).isEqualTo(sequences.size());
    }
  }

  @Test
  void a_broker_that_dies_and_forgets_everything_costs_no_batch() throws Exception {
    try (EdgeAgent agent = agent()) {
      tasmota(agent, 1);
      TelemetryBatch first = plugBatch();
      mosquitto.kill();
      await().atMost(PATIENCE).until(() -> !agent.status().uplinkConnected());
      mosquitto.start();
      City after = new City(mosquitto.port());
      try {
        await().atMost(PATIENCE).until(() -> agent.status().uplinkConnected());
        TelemetryBatch again = null;
        while (again == null || again.getSequence() != first.getSequence()) {
          Mqtt5Publish next = after.batches.poll(60, TimeUnit.SECONDS);
          assertThat(next).as("batch " + first.getSequence() + " after the restart").isNotNull();
          TelemetryBatch batch = TelemetryBatch.parseFrom(next.getPayloadAsBytes());
          again = batch.getDomain() == Domain.HOMES ? batch : again;
        }
        assertThat(again).isEqualTo(first);

        after.publish(Topics.receipt(AgentFixture.GATEWAY), receiptOf(first).toByteArray(), false);

        await().atMost(PATIENCE).until(() -> agent.status().receiptedBatches() == 1);
        assertThat(agent.status().devicesKnown()).as("kept though the broker forgot").isEqualTo(3);
      } finally {
        after.close();
      }
    } finally {
      city = null;
    }
  }

  @Test
  void a_heartbeat_names_every_device_heard_or_not() throws Exception {
    try (EdgeAgent agent = agent()) {
      tasmota(agent, 1);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Mqtt5Publish next = city().batches.poll(100, TimeUnit.MILLISECONDS);
                if (next == null) {
                  return false;
                }
                TelemetryBatch batch = TelemetryBatch.parseFrom(next.getPayloadAsBytes());
                return batch.getDomain() == Domain.HOMES
                    && batch.getReadingsList().stream()
                        .anyMatch(
                            reading ->
                                reading.hasHeartbeat()
                                    && reading.getDevice().equals(AgentFixture.GATEWAY)
                                    && reading.getHeartbeat().getDevicesCount() == 1
                                    && reading.getHeartbeat().getDevices(0).getLastSeenMs() > 0);
              });
      assertThat(agent.metrics()).contains("pulso_edge_readings_accepted_total");
    }
  }

  @Test
  void a_retained_message_is_no_report() throws Exception {
    city().publish("tele/plug_k17/SENSOR", bytes("{\"ENERGY\":{\"Power\":99}}"), true);
    try (EdgeAgent agent = agent()) {
      tasmota(agent, 1);
      TelemetryBatch batch = plugBatch();
      assertThat(batch.getReadings(0).getPlug().getPowerW()).isEqualTo(1);
      assertThat(agent.status().acceptedReadings()).isEqualTo(1);
    }
  }

  private City city() {
    return Objects.requireNonNull(city);
  }

  private EdgeAgent agent() throws Exception {
    EdgeAgent agent =
        EdgeAgent.start(
            AgentFixture.config(directory.resolve("agent"), mosquitto.uri())
                .withHeartbeatEvery(Duration.ofSeconds(1))
                .withLocalBroker(
                    new LocalBrokerConfig(
                        BrokerAddress.of(mosquitto.uri()),
                        List.of(new TopicMapping("tele/+/SENSOR", Format.TASMOTA, 2)))),
            Clock.systemUTC());
    await()
        .atMost(PATIENCE)
        .until(() -> agent.status().uplinkConnected() && agent.status().devicesKnown() == 3);
    return agent;
  }

  private void tasmota(EdgeAgent agent, double power) {
    long before = agent.status().acceptedReadings();
    String report = "{\"Time\":\"2026-01-01T00:05:00\",\"ENERGY\":{\"Power\":" + power + "}}";
    city().publishOnceHeard("tele/plug_k17/SENSOR", bytes(report));
    await().atMost(PATIENCE).until(() -> agent.status().acceptedReadings() > before);
  }

  private TelemetryBatch plugBatch() throws Exception {
    while (true) {
      Mqtt5Publish next = city().batches.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("a batch with a plug's reading").isNotNull();
      TelemetryBatch batch = TelemetryBatch.parseFrom(next.getPayloadAsBytes());
      if (batch.getReadingsList().stream().anyMatch(Reading::hasPlug)) {
        assertThat(next.getTopic().toString())
            .isEqualTo(Topics.telemetry(Domain.HOMES, AgentFixture.GATEWAY));
        return batch;
      }
    }
  }

  private TelemetryBatch same(TelemetryBatch batch) throws Exception {
    while (true) {
      Mqtt5Publish next = city().batches.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("batch " + batch.getSequence() + " again").isNotNull();
      TelemetryBatch other = TelemetryBatch.parseFrom(next.getPayloadAsBytes());
      if (other.getDomain() == batch.getDomain() && other.getSequence() == batch.getSequence()) {
        return other;
      }
    }
  }

  private void receipt(TelemetryBatch batch, long sequence) {
    Receipt receipt =
        receiptOf(batch).toBuilder()
            .clearRanges()
            .addRanges(SequenceRange.newBuilder().setFirst(sequence).setLast(sequence))
            .build();
    city().publish(Topics.receipt(batch.getGateway()), receipt.toByteArray(), false);
  }

  private static Receipt receiptOf(TelemetryBatch batch) {
    return Receipt.newBuilder()
        .setGateway(batch.getGateway())
        .setDomain(batch.getDomain())
        .setEpoch(batch.getEpoch())
        .addRanges(
            SequenceRange.newBuilder().setFirst(batch.getSequence()).setLast(batch.getSequence()))
        .build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
