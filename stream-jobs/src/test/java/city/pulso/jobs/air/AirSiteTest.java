package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.pulso.jobs.air.exposure.ExposureConfig;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Place;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.SiteKind;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The site operator with its state, fed with hours of stations by hand. */
@NullUnmarked
class AirSiteTest {
  private static final long HOUR = 3_600_000L;
  private static final long T0 = 1_494_000_000_000L / HOUR * HOUR;
  private static final double LATITUDE = -12.05;
  private static final double LONGITUDE = -77.04;

  private KeyedBroadcastOperatorTestHarness<String, SubjectChange, StationHour, StoredPoint>
      harness;

  @BeforeEach
  void start() throws Exception {
    harness = harness();
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void an_hour_is_said_when_every_station_around_has_said_it() throws Exception {
    site("school-1");
    hour("near", 1_000, 0, 40);
    StoredPoint early = only();
    assertThat(early.field("pm2_5_ugm3")).as("one station is known: no estimate").isNull();
    assertThat(early.field("pm2_5_stations")).isEqualTo(1L);
    hour("far", 2_000, 0, 10);
    StoredPoint point = last();
    assertThat(point.measurement().name()).isEqualTo("air_exposure");
    assertThat(point.timeMs()).isEqualTo(T0);
    assertThat(point.tag("site")).isEqualTo("school-1");
    assertThat(point.tag("district")).isEqualTo("lima");
    assertThat(point.field("kind")).isEqualTo("school");
    assertThat((Double) point.field("pm2_5_ugm3")).isCloseTo(34, within(0.01));
    assertThat(point.field("pm2_5_stations")).isEqualTo(2L);
    assertThat((Double) point.field("pm2_5_nearest_m")).isCloseTo(1_000, within(1.0));
    assertThat(point.field("revision")).isEqualTo(2L);

    hour("near", 1_000, 1, 40);
    assertThat(points()).as("the other one is known now, and waited for").hasSize(2);
    hour("far", 2_000, 1, 10);
    assertThat(points()).hasSize(3);
    assertThat(last().timeMs()).isEqualTo(T0 + HOUR);
    assertThat(last().field("revision")).isEqualTo(1L);
  }

  @Test
  void a_station_that_jumps_alone_for_an_hour_is_not_estimated_with_and_one_of_many_is()
      throws Exception {
    site("school-1");
    for (int hour = 0; hour < 4; hour++) {
      hour("a", 1_000, hour, 20 + hour);
      hour("b", 1_500, hour, 20 + hour);
      hour("c", 2_000, hour, 20 + hour);
    }
    hour("a", 1_000, 4, 400);
    hour("b", 1_500, 4, 24);
    hour("c", 2_000, 4, 24);
    assertThat(last().timeMs()).isEqualTo(T0 + 4 * HOUR);
    assertThat((Double) last().field("pm2_5_ugm3")).as("a lone spike").isCloseTo(24, within(1e-9));
    assertThat(last().field("pm2_5_stations")).isEqualTo(2L);
    hour("b", 1_500, 4, 300);
    assertThat((Double) last().field("pm2_5_ugm3")).as("b moves too").isGreaterThan(200);
    assertThat(last().field("pm2_5_stations")).isEqualTo(3L);
  }

  @Test
  void a_silent_station_holds_an_hour_up_until_the_city_says_a_later_one() throws Exception {
    site("school-1");
    hour("a", 1_000, 0, 20);
    hour("b", 1_000, 0, 20);
    hour("c", 1_000, 0, 20);
    hour("a", 1_000, 1, 30);
    hour("b", 1_000, 1, 30);
    int before = points().size();
    hour("elsewhere", 60_000, 2, 5);
    assertThat(points()).hasSizeGreaterThan(before);
    StoredPoint said = points().get(before);
    assertThat(said.timeMs()).isEqualTo(T0 + HOUR);
    assertThat((Double) said.field("pm2_5_ugm3")).isCloseTo(30, within(1e-9));
    assertThat(said.field("pm2_5_stations")).isEqualTo(2L);
  }

  @Test
  void without_data_around_an_hour_says_so_and_has_no_value() throws Exception {
    site("school-1");
    hour("a", 1_000, 0, 20);
    hour("b", 1_000, 0, 20);
    hour("elsewhere", 60_000, 1, 5);
    hour("elsewhere", 60_000, 2, 5);
    StoredPoint silent =
        points().stream().filter(p -> p.timeMs() == T0 + HOUR).reduce((x, y) -> y).orElseThrow();
    assertThat(silent.field("pm2_5_ugm3")).isNull();
    assertThat(silent.field("pm2_5_nearest_m")).isNull();
    assertThat(silent.field("pm2_5_stations")).isEqualTo(0L);
  }

  @Test
  void late_data_says_the_hour_again_one_revision_higher() throws Exception {
    site("school-1");
    for (int hour = 0; hour < 3; hour++) {
      hour("a", 1_000, hour, 20);
      hour("b", 1_000, hour, 20);
    }
    int before = points().size();
    hour("a", 1_000, 1, 20);
    assertThat(points()).as("nothing changed").hasSize(before);
    hour("a", 1_000, 1, 60);
    assertThat(points()).hasSize(before + 1);
    assertThat(last().timeMs()).isEqualTo(T0 + HOUR);
    assertThat((Double) last().field("pm2_5_ugm3")).isCloseTo(40, within(1e-9));
    assertThat(last().field("revision")).isEqualTo(2L);
  }

  @Test
  void a_site_that_is_new_gets_the_hours_that_are_known() throws Exception {
    for (int hour = 0; hour < 3; hour++) {
      hour("a", 1_000, hour, 20);
      hour("b", 1_000, hour, 20);
    }
    assertThat(points()).isEmpty();
    site("school-1");
    assertThat(points())
        .extracting(StoredPoint::timeMs)
        .containsExactly(T0, T0 + HOUR, T0 + 2 * HOUR);
    site("school-1");
    assertThat(points()).as("the same entry again changes nothing").hasSize(3);
  }

  @Test
  void a_site_that_leaves_the_registry_leaves_no_state_and_gets_no_more_points() throws Exception {
    site("school-1");
    hour("a", 1_000, 0, 20);
    hour("b", 1_000, 0, 20);
    int before = points().size();
    assertThat(stateEntries()).isEqualTo(1);
    harness.processElement(
        new SubjectChange("site", "school-1", entry("school-1").toByteArray(), new byte[0]), 0);
    assertThat(stateEntries()).isZero();
    hour("a", 1_000, 1, 20);
    hour("b", 1_000, 1, 20);
    assertThat(points()).hasSize(before);
  }

  @Test
  void a_station_that_leaves_the_registry_is_no_longer_waited_for() throws Exception {
    site("school-1");
    for (String station : List.of("a", "b", "c")) {
      hour(station, 1_000, 0, 20);
    }
    harness.processBroadcastElement(StationHour.removed("c"), 0);
    int before = points().size();
    hour("a", 1_000, 1, 20);
    assertThat(points()).hasSize(before);
    hour("b", 1_000, 1, 20);
    assertThat(points()).hasSize(before + 1);
  }

  @Test
  void a_restart_continues_with_what_had_been_said() throws Exception {
    site("school-1");
    hour("a", 1_000, 0, 20);
    hour("b", 1_000, 0, 20);
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
    hour("a", 1_000, 0, 20);
    assertThat(points()).as("said before, and the same").isEmpty();
    hour("a", 1_000, 0, 40);
    assertThat((Double) only().field("pm2_5_ugm3")).isCloseTo(30, within(1e-9));
    assertThat(only().field("revision")).isEqualTo(3L);
  }

  @Test
  void hours_older_than_two_days_of_the_city_change_no_site() throws Exception {
    site("school-1");
    hour("a", 1_000, 60, 20);
    hour("b", 1_000, 60, 20);
    int before = points().size();
    hour("a", 1_000, 11, 20);
    assertThat(points()).hasSize(before);
    hour("a", 1_000, 12, 20);
    assertThat(points()).hasSizeGreaterThan(before);
  }

  private void site(String id) throws Exception {
    harness.processElement(new SubjectChange("site", id, new byte[0], entry(id).toByteArray()), 0);
  }

  private static RegistryEntry entry(String id) {
    return RegistryEntry.newBuilder()
        .setSite(
            Site.newBuilder()
                .setId(id)
                .setDistrict("lima")
                .setKind(SiteKind.SCHOOL)
                .setPlace(Place.newBuilder().setLatitude(LATITUDE).setLongitude(LONGITUDE)))
        .build();
  }

  /** A station that many metres to the north of the site. */
  private void hour(String station, double metres, int hour, double pm25) throws Exception {
    double north = Math.toDegrees(metres / 6_371_008.8);
    harness.processBroadcastElement(
        new StationHour(
            station,
            false,
            new city.pulso.jobs.air.exposure.Place(LATITUDE + north, LONGITUDE),
            T0 + hour * HOUR,
            Map.of(Pollutant.PM2_5, pm25)),
        0);
  }

  private static KeyedBroadcastOperatorTestHarness<String, SubjectChange, StationHour, StoredPoint>
      harness() throws Exception {
    return new KeyedBroadcastOperatorTestHarness<>(
        new CoBroadcastWithKeyedOperator<>(
            new AirSite(ExposureConfig.STANDARD, "us-epa"), List.of(AirSite.STATIONS)),
        SubjectChange::id,
        Types.STRING,
        1,
        1,
        0);
  }

  private int stateEntries() {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return ((HeapKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
  }

  private List<StoredPoint> points() {
    return harness.extractOutputValues();
  }

  private StoredPoint only() {
    assertThat(points()).hasSize(1);
    return points().get(0);
  }

  private StoredPoint last() {
    assertThat(points()).isNotEmpty();
    return points().get(points().size() - 1);
  }
}
