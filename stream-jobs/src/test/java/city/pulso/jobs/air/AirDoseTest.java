package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Site;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dose operator with its state, fed with exposure points by hand. */
@NullUnmarked
class AirDoseTest {
  private static final long HOUR = 3_600_000L;

  /** Monday 1 June 2026, midnight in Lima. */
  private static final long MONDAY =
      LocalDateTime.of(2026, 6, 1, 0, 0).toInstant(ZoneOffset.ofHours(-5)).toEpochMilli();

  private KeyedTwoInputStreamOperatorTestHarness<String, StoredPoint, SubjectChange, StoredPoint>
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
  void a_school_day_has_a_dose_of_the_day_and_one_of_its_opening_hours() throws Exception {
    site("Mo-Fr 07:45-15:30");
    for (int hour = 0; hour < 24; hour++) {
      hour(hour, hour >= 7 && hour <= 15 ? 60 : 6);
    }
    StoredPoint day = dose("24h", "all", 23);
    assertThat(day.tag("site")).isEqualTo("school-1");
    assertThat(day.tag("district")).isEqualTo("lince");
    assertThat(day.field("hours")).isEqualTo(24.0);
    assertThat(day.field("pm2_5_dose_ugm3h")).isEqualTo(9 * 60.0 + 15 * 6);
    assertThat(day.field("pm2_5_who_times")).isEqualTo(1.75);
    StoredPoint open = dose("24h", "open", 23);
    assertThat(open.field("hours")).isEqualTo(7.75);
    assertThat(open.field("pm2_5_dose_ugm3h")).isEqualTo(60 * 7.75);
    assertThat(open.field("pm2_5_who_times")).isEqualTo(4.0);
    assertThat(open.field("pm10_covered_percent")).isEqualTo(0.0);
    assertThat(open.field("pm10_dose_ugm3h")).as("no data is no dose").isNull();
    assertThat(dose("7d", "all", 23).field("pm2_5_dose_ugm3h")).as("one of seven days").isNull();

    StoredPoint hours =
        last(
            points("air_site_hours").stream()
                .filter(p -> p.tag("scheme").equals("us-epa") && p.tag("scope").equals("open"))
                .filter(p -> p.tag("period").equals("24h"))
                .toList());
    assertThat(hours.field("judged_hours")).isEqualTo(7.75);
    assertThat((Double) hours.field("worse_than_1_hours")).isGreaterThan(7);
    assertThat(hours.field("worse_than_5_hours")).isEqualTo(0.0);
  }

  @Test
  void a_site_without_opening_hours_has_doses_of_all_the_time_alone() throws Exception {
    site("");
    hour(0, 20);
    assertThat(points("air_site_dose")).hasSize(2);
    assertThat(points("air_site_dose")).allMatch(p -> p.tag("scope").equals("all"));
    // two periods, three schemes
    assertThat(points("air_site_hours")).hasSize(6);
  }

  @Test
  void late_data_says_the_dose_again_one_revision_higher() throws Exception {
    site("");
    for (int hour = 0; hour < 24; hour++) {
      hour(hour, 30);
    }
    int before = points("air_site_dose").size();
    hour(20, 54);
    assertThat(points("air_site_dose")).hasSize(before);
    hour(24, 30);
    assertThat(dose("24h", "all", 23).field("revision")).isEqualTo(2L);
    assertThat(dose("24h", "all", 23).field("pm2_5_dose_ugm3h")).isEqualTo(23 * 30.0 + 54);
    assertThat(dose("24h", "all", 19).field("revision")).isEqualTo(1L);
  }

  @Test
  void a_restart_in_the_middle_of_a_day_loses_none_of_it() throws Exception {
    site("");
    for (int hour = 0; hour < 12; hour++) {
      hour(hour, 10);
    }
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
    for (int hour = 12; hour < 24; hour++) {
      hour(hour, 20);
    }
    assertThat(dose("24h", "all", 23).field("pm2_5_dose_ugm3h")).isEqualTo(360.0);
  }

  @Test
  void a_site_that_leaves_the_registry_leaves_no_state() throws Exception {
    site("Mo-Fr 07:45-15:30");
    hour(0, 10);
    harness.processElement2(
        new StreamRecord<>(
            new SubjectChange("site", "school-1", entry("").toByteArray(), new byte[0])));
    assertThat(harness.numKeyedStateEntries()).isZero();
    hour(1, 10);
    harness.setProcessingTime(AirDose.PATIENCE.toMillis() + 1);
    assertThat(harness.numKeyedStateEntries()).as("what came late on its way").isZero();
  }

  @Test
  void hours_that_overtake_the_registry_are_said_when_it_comes() throws Exception {
    hour(0, 10);
    hour(1, 10);
    assertThat(harness.extractOutputValues()).isEmpty();
    site("");
    assertThat(points("air_site_dose")).hasSize(4);
  }

  private void site(String openingHours) throws Exception {
    harness.processElement2(
        new StreamRecord<>(
            new SubjectChange("site", "school-1", new byte[0], entry(openingHours).toByteArray())));
  }

  private static RegistryEntry entry(String openingHours) {
    return RegistryEntry.newBuilder()
        .setSite(
            Site.newBuilder()
                .setId("school-1")
                .setDistrict("lince")
                .setOpeningHours(openingHours)
                .setTimeZone("America/Lima"))
        .build();
  }

  private void hour(int hour, double pm25) throws Exception {
    harness.processElement1(
        new StreamRecord<>(
            StoredPoint.of(Measurements.AIR_EXPOSURE, MONDAY + hour * HOUR)
                .tag("district", "lince")
                .tag("site", "school-1")
                .whole("revision", 1)
                .real("pm2_5_ugm3", pm25)
                .build()));
  }

  private StoredPoint dose(String period, String scope, int hour) {
    return last(
        points("air_site_dose").stream()
            .filter(p -> p.tag("period").equals(period) && p.tag("scope").equals(scope))
            .filter(p -> p.timeMs() == MONDAY + hour * HOUR)
            .toList());
  }

  private List<StoredPoint> points(String measurement) {
    return harness.extractOutputValues().stream()
        .filter(point -> point.measurement().name().equals(measurement))
        .toList();
  }

  private static <T> T last(List<T> values) {
    assertThat(values).isNotEmpty();
    return values.get(values.size() - 1);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, StoredPoint, SubjectChange, StoredPoint>
      harness() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new AirDose()),
        point -> point.tag("site"),
        SubjectChange::id,
        Types.STRING);
  }
}
