package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.AgentFixture.City;
import city.pulso.edge.Program.Mosquitto;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices of several makers at a real Mosquitto beside the gateway, by {@code mosquitto_pub} in
 * MQTT 3.1.1 and 5, through the topic mappings of {@code config/sample.yaml}; the same Mosquitto is
 * the city's broker.
 */
class LocalBrokerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private record Sample(String topic, String message, Predicate<Reading> read) {}

  private static final Map<String, Sample> SAMPLES = new LinkedHashMap<>();

  static {
    SAMPLES.put(
        "plug_k17",
        new Sample(
            "tele/plug_k17/SENSOR",
            "{\"Time\":\"2026-01-01T00:05:00\",\"ENERGY\":{\"Total\":81.337,\"Power\":3,"
                + "\"Voltage\":221,\"Current\":0.041}}",
            reading -> reading.getPlug().getPowerW() == 3));
    SAMPLES.put(
        "shellyplusplugs-e465b8f0a1b2",
        new Sample(
            "shellyplusplugs-e465b8f0a1b2/status/switch:0",
            "{\"id\":0,\"source\":\"init\",\"output\":true,\"apower\":3.1,\"voltage\":221.4,"
                + "\"aenergy\":{\"total\":81337.4}}",
            reading -> reading.getPlug().getEnergyWh() == 81337.4));
    SAMPLES.put(
        "k17",
        new Sample(
            "zigbee2mqtt/k17",
            "{\"state\":\"ON\",\"power\":3.1,\"voltage\":221,\"energy\":81.34,"
                + "\"linkquality\":156}",
            reading -> reading.getPlug().getRelayOn()));
    SAMPLES.put(
        "24e124fffef0a412",
        new Sample(
            "application/41d8c3a4-6f0b-4b7d-a2d5-93be0a6c7f31/device/24e124fffef0a412/event/up",
            "{\"deduplicationId\":\"0b7f6c1e\",\"deviceInfo\":{\"deviceProfileName\":\"bay-sensor\","
                + "\"deviceName\":\"bay-0412\",\"devEui\":\"24e124fffef0a412\"},\"fCnt\":1187,"
                + "\"fPort\":1,\"data\":\"AQ==\",\"rxInfo\":[{\"rssi\":-103}]}",
            reading -> reading.getParking().getBay().getOccupied()));
  }

  @Test
  void every_maker_is_understood_in_both_versions_of_the_protocol(@TempDir Path directory)
      throws Exception {
    Program publisher = Program.installed("mosquitto_pub");
    try (Mosquitto mosquitto = new Mosquitto(directory.resolve("mosquitto"));
        City city = new City(mosquitto.port());
        EdgeAgent agent = agent(directory, mosquitto, shipped())) {
      await().atMost(PATIENCE).until(() -> agent.status().uplinkConnected());
      SAMPLES.values().forEach(sample -> heard(city, agent, sample));
      List<Reading> arrived = new ArrayList<>();
      for (String version : List.of("mqttv311", "mqttv5")) {
        for (Map.Entry<String, Sample> sample : SAMPLES.entrySet()) {
          publish(publisher, mosquitto, agent, version, sample.getValue());
          await(sample.getKey() + " by " + version)
              .atMost(PATIENCE)
              .until(
                  () ->
                      take(city, arrived).stream()
                          .anyMatch(
                              reading ->
                                  reading.getDevice().equals(sample.getKey())
                                      && sample.getValue().read().test(reading)));
          arrived.clear();
        }
      }
    }
  }

  @Test
  void a_topic_without_a_mapping_is_not_even_heard_and_another_gateways_device_is_refused(
      @TempDir Path directory) throws Exception {
    Program publisher = Program.installed("mosquitto_pub");
    try (Mosquitto mosquitto = new Mosquitto(directory.resolve("mosquitto"));
        City city = new City(mosquitto.port());
        EdgeAgent agent =
            agent(
                directory,
                mosquitto,
                List.of(new TopicMapping("tele/+/SENSOR", Format.TASMOTA, 2)))) {
      await().atMost(PATIENCE).until(() -> agent.status().uplinkConnected());
      Sample known = java.util.Objects.requireNonNull(SAMPLES.get("plug_k17"));
      heard(city, agent, known);
      publish(publisher, mosquitto, agent, "mqttv311", known);
      long accepted = agent.status().acceptedReadings();

      pub(publisher, mosquitto, "mqttv5", "other/plug_k17/SENSOR", known.message());
      pub(publisher, mosquitto, "mqttv5", "tele/plug_x/SENSOR", known.message());

      await()
          .atMost(PATIENCE)
          .until(() -> agent.status().refusedMessages().getOrDefault("unknown_device", 0L) == 1);
      assertThat(agent.status().acceptedReadings()).isEqualTo(accepted);
      assertThat(agent.status().refusedMessages().getOrDefault("unmapped_topic", 0L)).isZero();
    }
  }

  /** Publishes it once; returns when the agent has it. */
  private static void publish(
      Program publisher, Mosquitto broker, EdgeAgent agent, String version, Sample sample)
      throws Exception {
    long before = agent.status().acceptedReadings();
    // ChirpStack's id of an uplink: the same would be the same uplink again.
    String message = sample.message().replace("0b7f6c1e", "0b7f6c1e-" + version);
    assertThat(pub(publisher, broker, version, sample.topic(), message)).isEmpty();
    await(sample.topic()).atMost(PATIENCE).until(() -> agent.status().acceptedReadings() > before);
  }

  /** Right after the start a subscription may not stand yet; what is published then is lost. */
  private static void heard(City city, EdgeAgent agent, Sample sample) {
    long before = agent.status().acceptedReadings();
    city.publishOnceHeard(sample.topic(), sample.message().getBytes(StandardCharsets.UTF_8));
    await(sample.topic()).atMost(PATIENCE).until(() -> agent.status().acceptedReadings() > before);
  }

  private static String pub(
      Program publisher, Mosquitto broker, String version, String topic, String message)
      throws Exception {
    return publisher.run(
        List.of(
            "-h",
            "127.0.0.1",
            "-p",
            String.valueOf(broker.port()),
            "-V",
            version,
            "-q",
            "1",
            "-t",
            topic,
            "-m",
            message));
  }

  private static List<Reading> take(City city, List<Reading> arrived) throws Exception {
    Mqtt5Publish next = city.batches.poll(100, TimeUnit.MILLISECONDS);
    if (next != null) {
      arrived.addAll(TelemetryBatch.parseFrom(next.getPayloadAsBytes()).getReadingsList());
    }
    return arrived;
  }

  private static List<TopicMapping> shipped() throws Exception {
    LocalBrokerConfig local =
        AgentsFile.read(Path.of("config/sample.yaml")).gateways().get(0).localBroker();
    return java.util.Objects.requireNonNull(local).topics();
  }

  private static EdgeAgent agent(Path directory, Mosquitto broker, List<TopicMapping> topics)
      throws Exception {
    Gateway.Builder entry = Gateway.newBuilder().setId(AgentFixture.GATEWAY).setDistrict("lima");
    for (String id : SAMPLES.keySet()) {
      Domain domain = id.startsWith("24e1") ? Domain.PARKING : Domain.HOMES;
      entry.addDevices(Device.newBuilder().setId(id).setDomain(domain));
    }
    Path own = Files.createDirectories(directory.resolve("agent"));
    Files.write(own.resolve("registry.pb"), entry.build().toByteArray());
    return EdgeAgent.start(
        AgentFixture.config(own, broker.uri())
            .withLocalBroker(new LocalBrokerConfig(BrokerAddress.of(broker.uri()), topics)),
        Clock.systemUTC());
  }
}
