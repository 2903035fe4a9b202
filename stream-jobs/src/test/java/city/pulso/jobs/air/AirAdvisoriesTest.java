package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import city.pulso.jobs.air.SubjectNews.About;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.District;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Severity;
import java.util.List;
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

/** The district operator with its state, fed with hours of stations by hand. */
@NullUnmarked
class AirAdvisoriesTest {
  private static final long HOUR = 3_600_000L;
  private static final long T0 = 1_494_000_000_000L;
  private KeyedBroadcastOperatorTestHarness<String, SubjectNews, SubjectChange, Alert> harness;

  @BeforeEach
  void start() throws Exception {
    harness = harness();
    harness.open();
    city("korea");
    district("Jongno");
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void two_hours_at_150_raise_an_advisory_that_300_makes_a_warning_and_only_100_lifts()
      throws Exception {
    means("pm10", 150, 149, 150);
    assertThat(alerts()).as("not two in a row").isEmpty();
    means(3, "pm10", 150);
    Alert advisory = last();
    assertThat(advisory.getId()).isEqualTo("air-advisory-pm10/jongno/" + (T0 + 2 * HOUR));
    assertThat(advisory.getSeverity()).isEqualTo(Severity.WARNING);
    assertThat(advisory.getParametersMap())
        .containsEntry("stage", "advisory")
        .containsEntry("name", "Jongno")
        .containsEntry("pollutant", "pm10")
        .containsEntry("raised", "150 µg/m³")
        .containsEntry("lifted", "100 µg/m³");
    assertThat(advisory.getEvidenceList())
        .extracting(e -> e.getName(), e -> e.getValue(), e -> e.getUnit())
        .containsExactly(tuple("pm10_1h", 150.0, "ug/m3"));
    assertThat(advisory.getStations(0).getStation()).isEqualTo("st-1");

    means(4, "pm10", 300, 300);
    assertThat(last().getSeverity()).isEqualTo(Severity.CRITICAL);
    assertThat(last().getParametersOrThrow("stage")).isEqualTo("warning");
    assertThat(last().getId()).as("the same alert").isEqualTo(advisory.getId());
    means(6, "pm10", 149);
    assertThat(last().getParametersOrThrow("stage")).as("lowered").isEqualTo("advisory");
    means(7, "pm10", 120, 100);
    assertThat(last().getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    means(9, "pm10", 99);
    assertThat(last().getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(last().getClearedBecause()).isEqualTo("level-lifted");
    assertThat(last().getClearedAtMs()).isEqualTo(T0 + 10 * HOUR);
    assertThat(alerts()).extracting(Alert::getId).containsOnly(advisory.getId());
  }

  @Test
  void ozone_needs_one_hour_of_any_station_and_particles_the_mean_of_all() throws Exception {
    hour("st-1", 0, "o3", 60);
    hour("st-2", 0, "o3", 120);
    assertThat(last().getKind()).isEqualTo("air-advisory-o3");
    assertThat(last().getParametersOrThrow("raised")).isEqualTo("120 ppb");
    for (int hour = 1; hour < 4; hour++) {
      hour("st-1", hour, "pm2_5", 100);
      hour("st-2", hour, "pm2_5", 49);
    }
    assertThat(of("air-advisory-pm2-5")).as("mean 74.5").isEmpty();
    for (int hour = 4; hour < 6; hour++) {
      hour("st-1", hour, "pm2_5", 100);
      hour("st-2", hour, "pm2_5", 50);
    }
    assertThat(of("air-advisory-pm2-5")).hasSize(1);
    assertThat(of("air-advisory-pm2-5").get(0).getStationsList())
        .extracting(s -> s.getStation())
        .containsExactly("st-1", "st-2");
  }

  @Test
  void a_silent_station_is_waited_for_until_a_later_hour_and_absence_lifts_nothing()
      throws Exception {
    hour("st-1", 0, "pm10", 200);
    hour("st-2", 0, "pm10", 200);
    hour("st-1", 1, "pm10", 200);
    assertThat(alerts()).as("st-2 has not said it").isEmpty();
    hour("st-1", 2, "pm10", 200);
    assertThat(alerts()).hasSize(1);
    for (int hour = 3; hour < 12; hour++) {
      hour("st-1", hour, "none", 0);
    }
    assertThat(last().getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    hour("st-1", 12, "pm10", 20);
    assertThat(last().getStatus()).as("back, and clean").isEqualTo(AlertStatus.CLEARED);
  }

  @Test
  void late_data_undoes_an_advisory_and_says_so() throws Exception {
    means("pm10", 200, 200, 200);
    assertThat(last().getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    hours("st-1", List.of(judged(0, "pm10", 20), judged(1, "pm10", 20), judged(2, "pm10", 20)));
    assertThat(last().getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(last().getClearedBecause()).isEqualTo("late-data");
  }

  @Test
  void a_restart_raises_no_second_advisory_and_loses_no_lifting() throws Exception {
    means("pm10", 200, 200);
    String id = last().getId();
    restart();
    means(2, "pm10", 200, 200);
    restart();
    assertThat(alerts()).isEmpty();
    means(4, "pm10", 50);
    assertThat(alerts()).hasSize(1);
    assertThat(last().getId()).isEqualTo(id);
    assertThat(last().getStatus()).isEqualTo(AlertStatus.CLEARED);
  }

  @Test
  void of_what_a_city_does_not_ask_for_no_history_is_kept() throws Exception {
    city("");
    means("pm10", 160, 160);
    city("korea");
    means(2, "pm10", 160);
    assertThat(alerts()).as("the first hour since it is asked for").isEmpty();
  }

  @Test
  void a_city_that_does_not_ask_gets_none_and_one_that_no_longer_asks_has_them_cleared()
      throws Exception {
    means("pm10", 200, 200);
    city("");
    assertThat(last().getClearedBecause()).isEqualTo("not-asked");
    int said = alerts().size();
    means(2, "pm10", 200, 200);
    assertThat(alerts()).hasSize(said);
    city("korea");
    means(4, "pm10", 200);
    assertThat(last().getStatus()).as("asked again").isEqualTo(AlertStatus.OPEN_ALERT);
  }

  @Test
  void when_its_last_station_or_the_district_leaves_the_registry_nothing_stays_open()
      throws Exception {
    means("pm10", 200, 200);
    harness.processElement(SubjectNews.removed(SubjectNews.Kind.STATION, "st-1", "jongno"), 0);
    assertThat(last().getClearedBecause()).isEqualTo("station-removed");
    assertThat(stateEntries()).isZero();
    means(2, "pm10", 200, 200);
    harness.processBroadcastElement(
        new SubjectChange("district", "jongno", new byte[0], new byte[0]), 0);
    assertThat(last().getClearedBecause()).isEqualTo("district-removed");
  }

  @Test
  void state_is_bounded_to_two_days() throws Exception {
    for (int hour = 0; hour < 200; hour++) {
      hour("st-1", hour, "pm10", hour < 10 ? 200 : 120);
    }
    assertThat(last().getStatus()).as("120 lifts nothing").isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(last().getOpenedAtMs()).isEqualTo(T0);
    assertThat(alerts()).extracting(Alert::getId).containsOnly(last().getId());
    hour("st-1", 100, "pm10", 20);
    assertThat(last().getStatus()).as("too late").isEqualTo(AlertStatus.OPEN_ALERT);
  }

  private void means(String pollutant, double... values) throws Exception {
    means(0, pollutant, values);
  }

  private void means(int from, String pollutant, double... values) throws Exception {
    for (int i = 0; i < values.length; i++) {
      hour("st-1", from + i, pollutant, values[i]);
    }
  }

  private void hour(String station, int hour, String pollutant, double value) throws Exception {
    hours(station, List.of(judged(hour, pollutant, value)));
  }

  private void hours(String station, List<JudgedHour> hours) throws Exception {
    About about = new About(station, "jongno", "", "", 0, 0);
    harness.processElement(
        new SubjectNews(SubjectNews.Kind.STATION, station, false, about, hours), 0);
  }

  private static JudgedHour judged(int hour, String pollutant, double value) {
    String unit = pollutant.equals("o3") ? "[ppb]" : "ug/m3";
    return new JudgedHour(
        T0 + hour * HOUR,
        1,
        2,
        2,
        "moderate",
        pollutant,
        "",
        List.of(new JudgedHour.Figure(pollutant + "_1h", value, unit)),
        List.of());
  }

  private void city(String advisories) throws Exception {
    RegistryEntry entry =
        RegistryEntry.newBuilder()
            .setCity(City.newBuilder().setId("seoul").setAirAdvisories(advisories))
            .build();
    harness.processBroadcastElement(
        new SubjectChange("city", "seoul", new byte[0], entry.toByteArray()), 0);
  }

  private void district(String name) throws Exception {
    RegistryEntry entry =
        RegistryEntry.newBuilder()
            .setDistrict(District.newBuilder().setId("jongno").setName(name))
            .build();
    harness.processBroadcastElement(
        new SubjectChange("district", "jongno", new byte[0], entry.toByteArray()), 0);
  }

  private void restart() throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
  }

  private static KeyedBroadcastOperatorTestHarness<String, SubjectNews, SubjectChange, Alert>
      harness() throws Exception {
    KeyedBroadcastOperatorTestHarness<String, SubjectNews, SubjectChange, Alert> harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new AirAdvisories(), List.of(AirAdvisories.SETTINGS)),
            SubjectNews::district,
            Types.STRING,
            1,
            1,
            0);
    harness.setup(
        AlertBook.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  private int stateEntries() {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    return ((HeapKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
  }

  private List<Alert> alerts() {
    return harness.extractOutputValues();
  }

  private List<Alert> of(String kind) {
    return alerts().stream().filter(a -> a.getKind().equals(kind)).toList();
  }

  private Alert last() {
    assertThat(alerts()).isNotEmpty();
    return alerts().get(alerts().size() - 1);
  }
}
