package city.pulso.jobs.air.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.pulso.jobs.air.exposure.Dose.CategoryTime;
import city.pulso.jobs.air.exposure.Dose.Cumulated;
import city.pulso.jobs.air.index.IndexSchemes;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SiteDoseTest {
  private static final long HOUR = 3_600_000L;
  private static final long T0 = 400_000 * HOUR;

  private final SiteDose rules = new SiteDose(IndexSchemes.all());
  private SiteWeek week = SiteWeek.NONE;

  @Test
  void a_day_at_twice_the_guideline_is_twice_the_dose_of_the_guideline() {
    hours(0, 23, 30);
    Cumulated pm25 = dose(0, Pollutant.PM2_5);
    assertThat(pm25.microgramHours()).as("30 ug/m3 for 24 h").isEqualTo(720.0);
    assertThat(pm25.guidelineTimes()).isEqualTo(new BigDecimal("2.00"));
    assertThat(pm25.coveredPercent()).isEqualTo(100);
  }

  @Test
  void a_gas_is_added_up_as_mass_and_ozone_has_no_daily_guideline() {
    for (int hour = 0; hour < 24; hour++) {
      step(hour, Map.of(Pollutant.NO2, 10.0, Pollutant.O3, 50.0));
    }
    Cumulated no2 = dose(0, Pollutant.NO2);
    assertThat(no2.microgramHours()).isCloseTo(10 * 46.01 / 24.45 * 24, within(1e-6));
    assertThat(no2.guidelineTimes()).isEqualTo(new BigDecimal("0.75"));
    assertThat(dose(0, Pollutant.O3).microgramHours()).isNotNull();
    assertThat(dose(0, Pollutant.O3).guidelineTimes()).isNull();
  }

  @Test
  void below_three_quarters_there_is_no_dose_and_from_there_on_it_is_scaled_up() {
    for (int hour = 0; hour < 24; hour++) {
      step(hour, hour < 17 ? Map.of(Pollutant.PM2_5, 15.0) : Map.of());
    }
    assertThat(dose(0, Pollutant.PM2_5).microgramHours()).as("17 of 24 hours").isNull();
    assertThat(dose(0, Pollutant.PM2_5).guidelineTimes()).isNull();
    assertThat(dose(0, Pollutant.PM2_5).coveredPercent()).isCloseTo(70.8, within(0.1));
    step(17, Map.of(Pollutant.PM2_5, 15.0));
    assertThat(dose(0, Pollutant.PM2_5).microgramHours()).as("18 of 24").isEqualTo(360.0);
    assertThat(dose(1, Pollutant.PM2_5).microgramHours()).as("of seven days").isNull();
  }

  @Test
  void seven_days_are_added_up_too_and_nothing_older_counts() {
    hours(0, 23, 500);
    hours(24, 24 + 167, 15);
    Cumulated pm25 = dose(1, Pollutant.PM2_5);
    assertThat(pm25.microgramHours()).isEqualTo(15.0 * 168);
    assertThat(pm25.guidelineTimes()).isEqualTo(new BigDecimal("1.00"));
  }

  @Test
  void only_the_time_a_site_is_open_counts_with_parts_of_hours() {
    for (int hour = 0; hour < 24; hour++) {
      step(hour, Map.of(Pollutant.PM2_5, hour >= 8 && hour <= 10 ? 60.0 : 5.0));
    }
    // open from 8:15 to 10:00
    Dose open = rules.whileOpen(week, week.hours().lastKey(), SiteDoseTest::morning).get(0);
    assertThat(open.hours()).isEqualTo(1.75);
    Cumulated pm25 = Objects.requireNonNull(open.doses().get(Pollutant.PM2_5));
    assertThat(pm25.microgramHours()).isEqualTo(60 * 1.75);
    assertThat(pm25.guidelineTimes()).isEqualTo(new BigDecimal("4.00"));
  }

  @Test
  void a_day_the_site_is_closed_has_no_dose_at_all() {
    hours(0, 23, 30);
    Dose closed = rules.whileOpen(week, week.hours().lastKey(), ms -> 0).get(0);
    assertThat(closed.hours()).isZero();
    assertThat(closed.doses()).isEmpty();
  }

  @Test
  void hours_in_worse_categories_are_counted_for_every_scheme() {
    hours(0, 23, 45);
    Dose day = rules.always(week, week.hours().lastKey()).get(0);
    CategoryTime us = day.categories().get(0);
    assertThat(us.scheme()).isEqualTo("us-epa");
    assertThat(us.judgedHours()).as("a NowCast needs two hours").isEqualTo(23);
    assertThat(us.worseThan())
        .as("unhealthy for sensitive groups")
        .containsExactly(23.0, 23.0, 0.0, 0.0, 0.0);
    CategoryTime inca = day.categories().get(1);
    assertThat(inca.judgedHours()).as("a daily mean needs 18 hours").isEqualTo(7);
    assertThat(inca.worseThan()).containsExactly(7.0, 7.0, 0.0);
    CategoryTime cai = day.categories().get(2);
    assertThat(cai.judgedHours()).as("PM10, ozone and NO2 are not there").isZero();
    assertThat(cai.worseThan()).containsOnly(0.0);
  }

  @Test
  void without_an_estimate_nothing_is_judged_and_nothing_is_good() {
    for (int hour = 0; hour < 24; hour++) {
      step(hour, Map.of());
    }
    Dose day = rules.always(week, week.hours().lastKey()).get(0);
    assertThat(day.hours()).isEqualTo(24);
    assertThat(day.categories()).allSatisfy(time -> assertThat(time.judgedHours()).isZero());
    assertThat(day.doses().values()).allSatisfy(d -> assertThat(d.microgramHours()).isNull());
  }

  @Test
  void late_data_says_what_rests_on_it_again_with_the_next_hour() {
    hours(0, 40, 30);
    assertThat(step(35, Map.of(Pollutant.PM2_5, 54.0)).due()).isEmpty();
    assertThat(step(36, Map.of(Pollutant.PM2_5, 54.0)).due()).isEmpty();
    List<Long> due = step(41, Map.of(Pollutant.PM2_5, 30.0)).due();
    assertThat(due).hasSize(7).startsWith(T0 + 35 * HOUR).endsWith(T0 + 41 * HOUR);
    assertThat(week.revision(T0 + 34 * HOUR)).isEqualTo(1);
    assertThat(week.revision(T0 + 35 * HOUR)).isEqualTo(2);
    assertThat(dose(0, Pollutant.PM2_5).microgramHours()).isEqualTo(22 * 30.0 + 2 * 54);
    assertThat(step(42, Map.of()).due()).as("once").containsExactly(T0 + 42 * HOUR);
  }

  @Test
  void the_newest_hour_said_again_is_said_at_once() {
    hours(0, 5, 30);
    assertThat(step(5, Map.of(Pollutant.PM2_5, 40.0)).due()).containsExactly(T0 + 5 * HOUR);
    assertThat(week.revision(T0 + 5 * HOUR)).isEqualTo(2);
  }

  @Test
  void nine_days_are_kept_and_what_is_older_than_late_data_changes_nothing() {
    hours(0, 400, 30);
    assertThat(week.hours()).hasSize(SiteDose.KEPT_HOURS);
    SiteWeek before = week;
    assertThat(step(300, Map.of(Pollutant.PM2_5, 99.0)).due()).isEmpty();
    assertThat(week).isEqualTo(before);
  }

  private static double morning(long hourMs) {
    int hour = (int) ((hourMs - T0) / HOUR);
    return hour == 8 ? 0.75 : hour == 9 ? 1 : 0;
  }

  private void hours(int from, int to, double pm25) {
    for (int hour = from; hour <= to; hour++) {
      step(hour, Map.of(Pollutant.PM2_5, pm25));
    }
  }

  private SiteDose.Step step(int hour, Map<Pollutant, Double> values) {
    SiteDose.Step step = rules.hour(week, T0 + hour * HOUR, values);
    week = step.week();
    return step;
  }

  /** Of the newest hour: 0 = over a day, 1 = over seven. */
  private Cumulated dose(int period, Pollutant pollutant) {
    return Objects.requireNonNull(
        rules.always(week, week.hours().lastKey()).get(period).doses().get(pollutant));
  }
}
