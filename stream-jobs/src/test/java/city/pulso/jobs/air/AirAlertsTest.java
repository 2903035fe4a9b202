package city.pulso.jobs.air;

import static city.pulso.jobs.air.AlertChain.HOUR;
import static city.pulso.jobs.air.AlertChain.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import city.pulso.schemas.v1.AirState;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Severity;
import city.pulso.schemas.v1.Support;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From readings to the alerts of stations and sites, through the operators and their state. */
@NullUnmarked
class AirAlertsTest {
  private AlertChain chain;

  @BeforeEach
  void start() throws Exception {
    chain = new AlertChain();
    chain.city("America/Lima");
  }

  @AfterEach
  void stop() throws Exception {
    chain.close();
  }

  @Test
  void sensitive_groups_are_told_from_a_lower_level_than_everybody() throws Exception {
    hours("a", 0, 4, 45);
    Alert sensitive = only(chain.alerts("air-sensitive").subList(0, 1));
    assertThat(sensitive.getId()).isEqualTo("air-sensitive/a/" + (T0 + HOUR));
    assertThat(sensitive.getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(sensitive.getSeverity()).isEqualTo(Severity.WARNING);
    assertThat(sensitive.getAudience()).isEqualTo(Audience.SENSITIVE_GROUPS);
    assertThat(sensitive.getActionKey()).isEqualTo("limit-effort");
    assertThat(sensitive.getRule())
        .isEqualTo(
            "US EPA AQI (40 CFR part 58, appendix G, table 2): unhealthy-sensitive or worse for 2 h,"
                + " over after 8 h below");
    assertThat(sensitive.getStationsList())
        .containsExactly(Support.newBuilder().setStation("a").setDistanceM(0).build());
    assertThat(sensitive.getParametersMap())
        .containsEntry("name", "Estación a")
        .containsEntry("category", "unhealthy-sensitive")
        .containsEntry("pollutant", "pm2_5");
    assertThat(sensitive.getEvidenceList())
        .extracting(e -> e.getName(), e -> e.getValue(), e -> e.getUnit())
        .contains(tuple("pm2_5_nowcast", 45.0, "ug/m3"), tuple("pm2_5_1h", 45.0, "ug/m3"));
    assertThat(chain.alerts("air-unhealthy")).as("not bad for everybody").isEmpty();

    hours("a", 4, 8, 140);
    Alert everybody = chain.alerts("air-unhealthy").get(0);
    assertThat(everybody.getAudience()).isEqualTo(Audience.PUBLIC);
    assertThat(everybody.getSeverity()).isEqualTo(Severity.WARNING);
    assertThat(everybody.getActionKey()).isEqualTo("limit-effort-everybody");
    Alert worse = last(chain.alerts("air-sensitive"));
    assertThat(worse.getId()).isEqualTo(sensitive.getId());
    assertThat(worse.getSeverity()).as("a revision of the same alert").isEqualTo(Severity.CRITICAL);
    assertThat(worse.getActionKey()).isEqualTo("sensitive-indoors");
  }

  @Test
  void an_open_alert_follows_the_newest_hour_one_revision_an_hour() throws Exception {
    hours("a", 0, 6, 45);
    List<Alert> revisions = chain.alerts("air-sensitive");
    assertThat(revisions).extracting(Alert::getId).containsOnly(revisions.get(0).getId());
    assertThat(revisions).extracting(Alert::getRevision).containsExactly(1, 2, 3, 4);
    assertThat(last(revisions).getEvidence(0).getAtMs()).isEqualTo(T0 + 6 * HOUR);
  }

  @Test
  void while_the_air_is_better_an_open_alert_says_what_it_was_what_it_is_and_when_it_ends()
      throws Exception {
    hours("a", 0, 4, 140);
    Alert worst = last(chain.alerts("air-sensitive"));
    assertThat(worst.getMessageKey()).isEqualTo("air-sensitive");
    assertThat(worst.getActionKey()).isEqualTo("sensitive-indoors");
    assertThat(worst.getParametersMap()).doesNotContainKeys("worst_category", "ends_after_hours");

    hours("a", 4, 34, 4);
    List<Alert> better =
        chain.alerts("air-sensitive").stream()
            .filter(a -> a.getStatus() == AlertStatus.OPEN_ALERT)
            .filter(a -> a.containsParameters("ends_after_hours"))
            .toList();
    assertThat(better)
        .extracting(a -> a.getParametersOrThrow("ends_after_hours"))
        .as("an hour less every hour")
        .containsExactly("7", "6", "5", "4", "3", "2", "1");
    assertThat(better)
        .allSatisfy(
            a -> {
              assertThat(a.getMessageKey()).isEqualTo("air-sensitive-easing");
              assertThat(a.getActionKey()).isEqualTo("eased");
              assertThat(a.getSeverity()).as("of the worst hour").isEqualTo(Severity.CRITICAL);
              assertThat(a.getParametersMap())
                  .containsEntry("worst_category", "very-unhealthy")
                  .containsEntry("worst_at", "2017-05-05 13:00");
            });
    assertThat(last(better).getParametersOrThrow("category")).isEqualTo("good");
    assertThat(Integer.parseInt(last(better).getParametersOrThrow("worst_aqi")))
        .isGreaterThan(200)
        .isGreaterThan(Integer.parseInt(last(better).getParametersOrThrow("aqi")));
  }

  @Test
  void air_that_is_still_bad_but_was_worse_is_advised_on_as_it_is_now() throws Exception {
    hours("a", 0, 4, 140);
    hours("a", 4, 12, 45);
    Alert now = last(chain.alerts("air-sensitive"));
    assertThat(now.getMessageKey()).isEqualTo("air-sensitive");
    assertThat(now.getActionKey()).isEqualTo("limit-effort");
    assertThat(now.getParametersMap())
        .containsEntry("category", "unhealthy-sensitive")
        .containsEntry("worst_category", "very-unhealthy")
        .doesNotContainKey("ends_after_hours");
    assertThat(last(chain.alerts("air-unhealthy")).getActionKey())
        .as("no longer bad for everybody, but for some")
        .isEqualTo("limit-effort");
  }

  @Test
  void a_school_may_go_outdoors_again_before_its_alert_is_over() throws Exception {
    chain.site("s", "Mo-Fr 07:45-15:30");
    both(0, 3, 45);
    both(3, 8, 4);
    Alert school = last(chain.alerts("site-air-sensitive"));
    assertThat(school.getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(school.getMessageKey()).isEqualTo("site-air-sensitive-easing");
    assertThat(school.getActionKey()).isEqualTo("site-eased");
  }

  @Test
  void evidence_that_late_data_changed_is_said_again_and_says_so() throws Exception {
    hours("a", 0, 4, 45);
    int before = chain.alerts("air-sensitive").size();
    chain.hour("a", 3, 50);
    assertThat(chain.alerts("air-sensitive")).as("not before evidence goes on").hasSize(before);
    chain.heartbeat("a", 3);
    Alert revised = last(chain.alerts("air-sensitive"));
    assertThat(chain.alerts("air-sensitive")).hasSize(before + 1);
    assertThat(revised.getRevision()).isEqualTo(before + 1);
    assertThat(revised.getParametersOrThrow("hour_revision")).isEqualTo("2");
    assertThat(revised.getEvidenceList())
        .anyMatch(e -> e.getName().equals("pm2_5_1h") && e.getValue() == 50);
  }

  @Test
  void a_restart_in_the_middle_of_an_episode_gives_no_second_alert_and_no_lost_clearing()
      throws Exception {
    hours("a", 0, 4, 140);
    List<String> opened = chain.alerts().stream().map(Alert::getId).distinct().toList();
    assertThat(opened).hasSize(2);
    chain.restart();
    hours("a", 4, 8, 140);
    assertThat(chain.alerts()).extracting(Alert::getId).containsOnlyElementsOf(opened);
    chain.restart();
    hours("a", 8, 34, 4);
    for (String kind : List.of("air-sensitive", "air-unhealthy")) {
      Alert cleared = last(chain.alerts(kind));
      assertThat(cleared.getStatus()).isEqualTo(AlertStatus.CLEARED);
      assertThat(cleared.getClearedBecause()).isEqualTo("category-improved");
      assertThat(opened).contains(cleared.getId());
      assertThat(chain.alerts(kind))
          .filteredOn(a -> a.getStatus() == AlertStatus.CLEARED)
          .hasSize(1);
    }
  }

  @Test
  void late_data_that_undoes_an_episode_clears_its_alert_and_says_so() throws Exception {
    hours("a", 0, 3, 40);
    assertThat(chain.alerts("air-sensitive")).isNotEmpty();
    hours("a", 0, 3, 4); // the station corrects itself: the same moments again
    chain.heartbeat("a", 2);
    Alert cleared = last(chain.alerts("air-sensitive"));
    assertThat(cleared.getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(cleared.getClearedBecause()).isEqualTo("late-data");
    hours("a", 3, 8, 45);
    assertThat(last(chain.alerts("air-sensitive")).getStatus())
        .as("later bad air is another episode")
        .isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(last(chain.alerts("air-sensitive")).getId()).isNotEqualTo(cleared.getId());
  }

  @Test
  void a_silent_station_keeps_its_alert_says_how_long_and_is_judged_when_it_is_back()
      throws Exception {
    hours("a", 0, 5, 45);
    for (int hour = 5; hour < 12; hour++) {
      chain.heartbeat("a", hour);
    }
    Alert silent = last(chain.alerts("air-sensitive"));
    assertThat(silent.getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(silent.getParametersOrThrow("unheard_hours")).isEqualTo("6");
    assertThat(silent.getEvidenceList()).as("of the last hour that had data").isNotEmpty();
    hours("a", 12, 34, 4);
    assertThat(chain.alerts("air-sensitive"))
        .filteredOn(a -> a.getStatus() == AlertStatus.CLEARED)
        .hasSize(1);
    assertThat(chain.alerts("air-sensitive")).extracting(Alert::getId).containsOnly(silent.getId());
  }

  @Test
  void a_station_that_leaves_the_registry_clears_its_alerts() throws Exception {
    hours("a", 0, 4, 140);
    chain.removeStation("a");
    assertThat(chain.alerts().subList(chain.alerts().size() - 2, chain.alerts().size()))
        .allMatch(a -> a.getClearedBecause().equals("station-removed"));
    assertThat(chain.episodeEntries()).isZero();
  }

  @Test
  void a_school_is_told_what_to_do_until_it_closes_with_stations_and_distances() throws Exception {
    chain.site("s", "Mo-Fr 07:45-15:30");
    both(0, 3, 45);
    Alert school = chain.alerts("site-air-sensitive").get(0);
    assertThat(school.getSubject()).isEqualTo("s");
    assertThat(school.getAudience()).isEqualTo(Audience.SENSITIVE_GROUPS);
    assertThat(school.getActionKey()).isEqualTo("site-breaks-indoors-until");
    assertThat(school.getParametersMap())
        .containsEntry("until", "15:30")
        .containsEntry("site_kind", "school")
        .containsEntry("name", "Colegio s");
    assertThat(school.getStationsList())
        .extracting(Support::getStation, Support::getDistanceM)
        .containsExactly(tuple("a", 1001.0), tuple("b", 1112.0));
    assertThat(school.getEvidenceList())
        .extracting(e -> e.getName(), e -> e.getValue(), e -> e.getUnit())
        .contains(tuple("pm2_5_1h", 45.0, "ug/m3"));
    both(3, 8, 140);
    assertThat(last(chain.alerts("site-air-unhealthy")).getActionKey())
        .as("18 h in Lima on a Friday: closed until Monday")
        .isEqualTo("site-closed");
    assertThat(last(chain.alerts("site-air-unhealthy")).getParametersOrThrow("opens"))
        .isEqualTo("2017-05-08 07:45");
  }

  @Test
  void a_site_without_an_estimate_is_no_data_and_keeps_its_alert() throws Exception {
    chain.site("s", "Mo-Fr 07:45-15:30");
    assertThat(state().getCategory()).isEqualTo("no-data");
    assertThat(state().getSite().getNoDataBecause()).isEqualTo("no-station-in-reach");
    both(0, 4, 45);
    assertThat(state().getCategory()).isEqualTo("unhealthy-sensitive");
    assertThat(state().getSite().getAlertsList()).hasSize(1);
    assertThat(state().getSite().getAlerts(0).getActionKey())
        .isEqualTo("site-breaks-indoors-until");
    assertThat(state().getSite().getStationsList()).hasSize(2);
    for (int hour = 4; hour < 20; hour++) {
      chain.heartbeat("a", hour);
      chain.heartbeat("b", hour);
    }
    assertThat(state().getCategory()).as("never good").isEqualTo("no-data");
    assertThat(state().hasAqi()).isFalse();
    assertThat(state().getSite().getNoDataBecause()).isEqualTo("no-station-in-reach");
    assertThat(state().getSite().getAlertsList()).as("absence clears nothing").hasSize(1);
    Alert silent = last(chain.alerts("site-air-sensitive"));
    assertThat(silent.getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(Integer.parseInt(silent.getParametersOrThrow("unheard_hours"))).isGreaterThan(10);

    chain.restart();
    both(20, 42, 4);
    Alert cleared = last(chain.alerts("site-air-sensitive"));
    assertThat(cleared.getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(cleared.getId()).isEqualTo(silent.getId());
    assertThat(state().getSite().getAlertsList()).isEmpty();
    assertThat(state().getCategory()).isEqualTo("good");
  }

  @Test
  void one_station_alone_in_reach_is_said_to_be_the_reason() throws Exception {
    chain.site("s", "");
    hours("a", 0, 3, 45);
    assertThat(state().getCategory()).isEqualTo("no-data");
    assertThat(state().getSite().getNoDataBecause()).isEqualTo("one-station-in-reach");
    assertThat(chain.alerts("site-air-sensitive")).isEmpty();
  }

  @Test
  void late_data_undoes_the_alert_of_a_site_too() throws Exception {
    chain.site("s", "");
    both(0, 3, 40);
    assertThat(chain.alerts("site-air-sensitive")).isNotEmpty();
    assertThat(last(chain.alerts("site-air-sensitive")).getActionKey())
        .as("hours not registered")
        .isEqualTo("site-breaks-indoors");
    both(0, 3, 4);
    chain.heartbeat("a", 2);
    chain.heartbeat("b", 2);
    assertThat(last(chain.alerts("site-air-sensitive")).getClearedBecause()).isEqualTo("late-data");
  }

  @Test
  void a_site_that_leaves_the_registry_clears_its_alerts_state_and_retained_message()
      throws Exception {
    chain.site("s", "");
    both(0, 4, 45);
    chain.removeSite("s");
    assertThat(last(chain.alerts("site-air-sensitive")).getClearedBecause())
        .isEqualTo("site-removed");
    assertThat(last(chain.states()).json()).isEmpty();
    chain.removeStation("a");
    chain.removeStation("b");
    assertThat(chain.episodeEntries()).isZero();
  }

  private void hours(String station, int from, int until, double pm25) throws Exception {
    for (int hour = from; hour < until; hour++) {
      chain.hour(station, hour, moving(pm25, hour));
    }
  }

  private void both(int from, int until, double pm25) throws Exception {
    for (int hour = from; hour < until; hour++) {
      chain.hour("a", hour, moving(pm25, hour));
      chain.hour("b", hour, moving(pm25, hour));
    }
  }

  /** Clean air moves a little: a value that never does is a stuck sensor. */
  private static double moving(double pm25, int hour) {
    return pm25 < 10 ? pm25 + hour % 3 : pm25;
  }

  private AirState state() throws Exception {
    AirState.Builder state = AirState.newBuilder();
    JsonFormat.parser().merge(last(chain.states()).json(), state);
    return state.build();
  }

  private static <T> T only(List<T> values) {
    assertThat(values).hasSize(1);
    return values.get(0);
  }

  private static <T> T last(List<T> values) {
    assertThat(values).isNotEmpty();
    return values.get(values.size() - 1);
  }
}
