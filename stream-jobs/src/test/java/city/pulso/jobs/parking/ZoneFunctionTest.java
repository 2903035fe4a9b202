package city.pulso.jobs.parking;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Given;
import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.CarPark;
import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Zone;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZoneFunctionTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  private KeyedTwoInputStreamOperatorTestHarness<String, Evidence, SubjectChange, StoredPoint>
      harness;

  @BeforeEach
  void start() throws Exception {
    harness = newHarness();
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void a_restart_forgets_no_bay() throws Exception {
    registry(Given.added(zone("b1", "b2")));
    bay("b1", T0, true);
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();

    bay("b2", T0 + MINUTE, false);

    assertThat(lastState())
        .contains("\"free\":1", "\"occupied\":1", "\"capacity\":2")
        .doesNotContain("\"unknown\":1");
    assertThat(bayPoints()).containsExactly("b2 free");
  }

  @Test
  void bays_heard_before_their_zones_entry_count_when_it_comes() throws Exception {
    bay("b1", T0, true);
    assertThat(states()).isEmpty();
    registry(Given.added(zone("b1", "b2")));
    assertThat(lastState()).contains("\"occupied\":1", "\"unknown\":1");
  }

  @Test
  void a_bay_that_leaves_its_zone_leaves_no_state() throws Exception {
    registry(Given.added(zone("b1", "b2")));
    bay("b1", T0, true);
    bay("b2", T0 + 1, true);
    int before = harness.numKeyedStateEntries();
    assertThat(before).isPositive();

    registry(Given.change(zone("b1", "b2"), zone("b1")));

    assertThat(lastState()).contains("\"capacity\":1", "\"occupied\":1").doesNotContain("b2");
  }

  @Test
  void a_zone_taken_out_of_the_registry_leaves_no_state_and_its_latest_state_is_taken_back()
      throws Exception {
    registry(Given.added(zone("b1")));
    bay("b1", T0, true);
    registry(Given.removed(zone("b1")));

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(lastState()).isEmpty();
  }

  @Test
  void a_car_park_taken_out_of_the_registry_leaves_no_state() throws Exception {
    RegistryEntry zone =
        RegistryEntry.newBuilder()
            .setZone(
                Zone.newBuilder()
                    .setId("z")
                    .setCarPark(CarPark.newBuilder().setDevice("counter").setCapacity(100)))
            .build();
    registry(Given.added(zone));
    count(T0, 40);
    assertThat(lastState()).contains("\"free\":40", "\"occupied\":60");

    registry(Given.removed(zone));

    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void readings_from_the_future_change_nothing() throws Exception {
    registry(Given.added(zone("b1")));
    int states = states().size();
    Reading doubtful =
        bayReading("s-b1", T0, true).toBuilder().addDoubts(Doubt.FROM_THE_FUTURE).build();
    evidence(doubtful, Assignment.Kind.BAY, "b1");
    assertThat(states()).hasSize(states);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  private void registry(SubjectChange change) throws Exception {
    harness.processElement2(new StreamRecord<>(change));
  }

  private void bay(String bay, long atMs, boolean occupied) throws Exception {
    evidence(bayReading("s-" + bay, atMs, occupied), Assignment.Kind.BAY, bay);
  }

  private static Reading bayReading(String device, long atMs, boolean occupied) {
    return Reading.newBuilder()
        .setDevice(device)
        .setObservedAtMs(atMs)
        .setParking(
            ParkingReading.newBuilder().setBay(BayObservation.newBuilder().setOccupied(occupied)))
        .build();
  }

  private void count(long atMs, int free) throws Exception {
    Reading reading =
        Reading.newBuilder()
            .setDevice("counter")
            .setObservedAtMs(atMs)
            .setParking(
                ParkingReading.newBuilder().setCount(CountObservation.newBuilder().setFree(free)))
            .build();
    evidence(reading, Assignment.Kind.CAR_PARK, "");
  }

  private void evidence(Reading reading, Assignment.Kind kind, String part) throws Exception {
    Assignment assigned = new Assignment(kind, "z", part, "d", "Plaza", 0, 0, "", false, 100, 3600);
    harness.processElement1(
        new StreamRecord<>(
            new Evidence(
                reading.getDevice(),
                "gw-1",
                Domain.PARKING,
                reading.getObservedAtMs(),
                reading,
                reading.getObservedAtMs(),
                assigned,
                Origin.reading(77, false))));
  }

  private static RegistryEntry zone(String... bays) {
    Zone.Builder zone = Zone.newBuilder().setId("z").setDistrict("d").setName("Plaza");
    for (String bay : bays) {
      zone.addBays(Bay.newBuilder().setId(bay).setDevice("s-" + bay));
    }
    return RegistryEntry.newBuilder().setZone(zone).build();
  }

  private List<String> bayPoints() {
    return harness.extractOutputValues().stream()
        .filter(point -> point.measurement().name().equals("parking_bay"))
        .map(point -> point.tag("bay") + " " + point.field("state"))
        .toList();
  }

  private String lastState() {
    return states().get(states().size() - 1).json();
  }

  private List<StateMessage> states() {
    var side = harness.getSideOutput(ZoneFunction.STATES);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, Evidence, SubjectChange, StoredPoint>
      newHarness() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new ZoneFunction(JobConfig.builder().build())),
        Evidence::subjectKey,
        SubjectChange::id,
        Types.STRING);
  }
}
