package city.pulso.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.eldercare.ElderCareJob;
import city.pulso.jobs.ingest.Given;
import city.pulso.jobs.parking.ParkingJob;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.InfluxPoints;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.GenericReading;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Zone;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole jobs, with every serializer between their operators, on input that ends. */
@Timeout(300)
class JobsOnMiniClusterTest {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final long H = Duration.ofHours(1).toMillis();
  private static final long T0 = 1_400_000_400_000L;

  @Test
  void an_inactive_home_raises_one_alarm_and_every_reading_is_stored_once() throws Exception {
    RegistryEntry home =
        RegistryEntry.newBuilder()
            .setHome(
                Home.newBuilder()
                    .setId("home-1")
                    .setDistrict("d")
                    .setInactivityLimitMinutes(180)
                    .addPlugs(
                        Plug.newBuilder()
                            .setGateway(Given.GATEWAY)
                            .setDevice("kettle")
                            .setAppliance("kettle")
                            .setShowsActivity(true)))
            .build();
    List<MqttMessage> telemetry = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long atMs = T0 + i * H / 12;
      double powerW = i == 15 ? 2000 : 0;
      MqttMessage batch =
          Given.batch(
              i + 1,
              Given.plug("kettle", atMs, powerW),
              generic(atMs),
              Given.heartbeat(atMs, 1, "kettle"));
      telemetry.add(batch);
      telemetry.add(batch); // sent again
    }

    run(ElderCareJob::topology, new TestPorts(List.of(Given.registry(home)), telemetry));

    assertThat(points("plug_raw")).hasSize(60);
    assertThat(points("generic_raw")).hasSize(60);
    assertThat(points("gateway_health")).hasSize(60);
    assertThat(points("plug_raw"))
        .filteredOn(p -> Boolean.TRUE.equals(p.field("active")))
        .hasSize(1);
    assertThat(TestPorts.ALERTS).extracting(Alert::getKind).containsExactly("person-inactive");
    assertThat(TestPorts.ALERTS.get(0).getOpenedAtMs()).isEqualTo(T0 + 15 * H / 12 + 3 * H);
    assertThat(points("alerts")).hasSize(1);
    assertThat(points("home_state")).isNotEmpty();
    assertThat(TestPorts.STATES).extracting(StateMessage::kind).contains("homes", "gateway");
    assertThat(TestPorts.POINTS).allSatisfy(JobsOnMiniClusterTest::theConnectorTakesIt);
  }

  @Test
  void bays_become_places_of_their_zone() throws Exception {
    Zone.Builder zone = Zone.newBuilder().setId("z").setDistrict("d").setName("Plaza");
    for (int bay = 1; bay <= 3; bay++) {
      zone.addBays(
          Bay.newBuilder().setId("b" + bay).setGateway(Given.GATEWAY).setDevice("s" + bay));
    }
    List<MqttMessage> telemetry =
        List.of(
            parking(1, bay("s1", T0, true), bay("s2", T0 + 1, false)),
            parking(2, bay("s1", T0 + 60_000, false)),
            parking(3, Given.heartbeat(T0 + 90_000, 1, "s1", "s2", "s3")));
    RegistryEntry entry = RegistryEntry.newBuilder().setZone(zone).build();

    run(ParkingJob::topology, new TestPorts(List.of(Given.registry(entry)), telemetry));

    assertThat(points("parking_raw")).hasSize(3);
    assertThat(points("parking_bay"))
        .extracting(p -> p.tag("bay") + " " + p.field("state") + " " + (p.timeMs() - T0))
        .containsExactlyInAnyOrder("b1 occupied 0", "b2 free 1", "b1 free 60000");
    StateMessage last =
        TestPorts.STATES.stream()
            .filter(s -> s.kind().equals("parking"))
            .reduce((a, b) -> b)
            .orElseThrow();
    assertThat(last.json()).contains("\"capacity\":3", "\"free\":2", "\"unknown\":1");
    assertThat(TestPorts.POINTS).allSatisfy(JobsOnMiniClusterTest::theConnectorTakesIt);
  }

  private interface Topology {
    void build(StreamExecutionEnvironment env, JobConfig config, Clock clock, JobPorts ports);
  }

  private static void run(Topology topology, TestPorts ports) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    JobConfig config =
        JobConfig.builder()
            .checkpointInterval(Duration.ofMillis(200))
            .parallelism(2)
            .registryBuffer(10_000)
            .build();
    topology.build(env, config, Clock.systemUTC(), ports);
    env.execute();
  }

  private static void theConnectorTakesIt(StoredPoint point) {
    new InfluxPoints().convert(point, written -> assertThat(written.line()).isNotBlank());
  }

  private static List<StoredPoint> points(String measurement) {
    return TestPorts.POINTS.stream()
        .filter(point -> point.measurement().name().equals(measurement))
        .toList();
  }

  private static Reading generic(long atMs) {
    return Reading.newBuilder()
        .setDevice("kettle")
        .setObservedAtMs(atMs)
        .setGeneric(
            GenericReading.newBuilder()
                .addQuantities(Quantity.newBuilder().setName("uv_index").setNumber(3)))
        .build();
  }

  private static MqttMessage parking(long sequence, Reading... readings) {
    return Given.batch(Domain.PARKING, Given.EPOCH, sequence, readings);
  }

  private static Reading bay(String device, long atMs, boolean occupied) {
    return Reading.newBuilder()
        .setDevice(device)
        .setObservedAtMs(atMs)
        .setParking(
            ParkingReading.newBuilder().setBay(BayObservation.newBuilder().setOccupied(occupied)))
        .build();
  }
}
