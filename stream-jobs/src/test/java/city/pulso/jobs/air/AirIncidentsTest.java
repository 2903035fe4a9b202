package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Severity;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Six stations a … f: when their alerts are one incident of the city. */
@NullUnmarked
class AirIncidentsTest {
  private static final String STATION = "air-sensitive";
  private static final String INCIDENT = "air-city-wide-sensitive";
  private AlertChain chain;

  @BeforeEach
  void start() throws Exception {
    chain = new AlertChain();
  }

  @AfterEach
  void stop() throws Exception {
    chain.close();
  }

  @Test
  void half_of_the_stations_make_one_incident_that_comes_before_its_parts() throws Exception {
    hours(0, 3, "abc");
    List<Alert> said = chain.alerts().stream().filter(a -> a.getRevision() == 1).toList();
    assertThat(said)
        .extracting(Alert::getKind)
        .containsExactly(INCIDENT, STATION, STATION, STATION);
    Alert incident = said.get(0);
    assertThat(incident.getSubject()).isEqualTo("city");
    assertThat(incident.getMembersList()).containsExactly("a", "b", "c");
    assertThat(incident.getSeverity()).isEqualTo(Severity.WARNING);
    assertThat(incident.getAudience()).isEqualTo(Audience.SENSITIVE_GROUPS);
    assertThat(incident.getActionKey()).isEqualTo("limit-effort");
    assertThat(incident.getOpenedAtMs()).isEqualTo(said.get(1).getOpenedAtMs());
    assertThat(incident.getRule()).contains("half", "40 CFR part 58");
    assertThat(incident.getParametersMap())
        .containsEntry("members", "3")
        .containsEntry("reporting", "6");
    assertThat(incident.getEvidenceList())
        .extracting(e -> e.getName())
        .contains("stations_open", "stations_reporting", "aqi", "pm2_5_1h");
    assertThat(said.subList(1, 4)).allMatch(a -> a.getIncident().equals(incident.getId()));
  }

  @Test
  void fewer_than_half_are_told_of_station_by_station() throws Exception {
    hours(0, 3, "ab");
    assertThat(chain.alerts(INCIDENT)).isEmpty();
    assertThat(chain.alerts(STATION))
        .extracting(Alert::getSubject)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(chain.alerts(STATION)).allMatch(a -> a.getIncident().isEmpty());
  }

  @Test
  void a_station_that_opens_during_the_incident_becomes_part_of_it_at_once() throws Exception {
    hours(0, 3, "abc");
    hours(3, 6, "abcd");
    assertThat(last(chain.alerts(INCIDENT)).getMembersList()).containsExactly("a", "b", "c", "d");
    assertThat(chain.alerts(INCIDENT)).extracting(Alert::getId).containsOnly(first().getId());
    Alert d = of("d").get(0);
    assertThat(d.getIncident()).isEqualTo(first().getId());
  }

  @Test
  void an_alert_that_was_told_before_joins_and_the_incident_escalates_when_half_of_it_is_worse()
      throws Exception {
    hours(0, 3, "a");
    assertThat(last(of("a")).getIncident()).isEmpty();
    hours(3, 6, "abc");
    assertThat(last(of("a")).getIncident()).isEqualTo(first().getId());
    assertThat(last(of("a")).getRevision()).isGreaterThan(1);
    for (int hour = 6; hour < 10; hour++) {
      for (char station = 'a'; station <= 'f'; station++) {
        chain.hour(String.valueOf(station), hour, station <= 'c' ? 140 : 5 + hour % 3);
      }
    }
    assertThat(last(chain.alerts(INCIDENT)).getSeverity()).isEqualTo(Severity.CRITICAL);
    assertThat(last(chain.alerts(INCIDENT)).getId()).isEqualTo(first().getId());
    assertThat(chain.alerts("air-city-wide")).as("everybody has one too").isNotEmpty();
    assertThat(chain.alerts("air-city-wide").get(0).getAudience()).isEqualTo(Audience.PUBLIC);
  }

  @Test
  void an_incident_says_at_how_many_stations_it_is_better_and_advises_for_the_air_of_now()
      throws Exception {
    hours(0, 4, "abcd");
    hours(4, 8, "d");
    Alert some = last(chain.alerts(INCIDENT));
    assertThat(some.getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(some.getMessageKey()).isEqualTo(INCIDENT);
    assertThat(some.getParametersMap())
        .containsEntry("members", "4")
        .containsEntry("bad", "1")
        .containsEntry("eased", "3");
    assertThat(some.getActionKey()).isEqualTo("eased");
    hours(8, 10, "");
    Alert all = last(chain.alerts(INCIDENT));
    assertThat(all.getStatus()).as("until fewer than a quarter").isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(all.getMessageKey()).isEqualTo(INCIDENT + "-easing");
  }

  @Test
  void it_is_over_below_a_quarter_and_what_is_left_stands_for_itself() throws Exception {
    hours(0, 4, "abcdef");
    hours(4, 34, "a");
    Alert cleared = last(chain.alerts(INCIDENT));
    assertThat(cleared.getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(cleared.getClearedBecause()).isEqualTo("widespread-no-more");
    assertThat(chain.alerts(INCIDENT)).extracting(Alert::getId).containsOnly(cleared.getId());
    Alert left = last(of("a"));
    assertThat(left.getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(left.getIncident()).isEmpty();
    assertThat(last(of("b")).getStatus()).isEqualTo(AlertStatus.CLEARED);
  }

  @Test
  void silence_does_not_end_it() throws Exception {
    hours(0, 4, "abcdef");
    for (int hour = 4; hour < 30; hour++) {
      for (char station = 'a'; station <= 'f'; station++) {
        chain.heartbeat(String.valueOf(station), hour);
      }
    }
    assertThat(last(chain.alerts(INCIDENT)).getStatus()).isEqualTo(AlertStatus.OPEN_ALERT);
    assertThat(last(chain.alerts(INCIDENT)).getMembersCount()).isEqualTo(6);
  }

  @Test
  void a_station_that_does_not_report_holds_an_opening_up_for_a_minute_at_most() throws Exception {
    hours(0, 1, "ab");
    for (int hour = 1; hour < 3; hour++) {
      for (String station : List.of("a", "b", "c", "d", "e")) { // f is silent, its gateway too
        chain.hour(station, hour, "ab".contains(station) ? 45 : 5 + hour);
      }
    }
    assertThat(chain.alerts()).as("f has not said the hour").isEmpty();
    chain.restart();
    chain.waitFor(59_000);
    assertThat(chain.alerts()).isEmpty();
    chain.waitFor(1_001);
    assertThat(chain.alerts()).extracting(Alert::getSubject).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void a_restart_in_the_middle_opens_no_second_incident_and_loses_no_clearing() throws Exception {
    hours(0, 4, "abcd");
    chain.restart();
    hours(4, 6, "abcd");
    chain.restart();
    hours(6, 40, "");
    assertThat(chain.alerts(INCIDENT)).extracting(Alert::getId).containsOnly(first().getId());
    assertThat(chain.alerts(INCIDENT))
        .filteredOn(a -> a.getStatus() == AlertStatus.CLEARED)
        .hasSize(1);
    for (String station : List.of("a", "b", "c", "d")) {
      assertThat(last(of(station)).getStatus()).isEqualTo(AlertStatus.CLEARED);
      assertThat(of(station)).extracting(Alert::getId).containsOnly(of(station).get(0).getId());
    }
  }

  @Test
  void late_data_that_undoes_its_stations_ends_it() throws Exception {
    hours(0, 3, "abc");
    hours(0, 3, ""); // all of it again, clean
    for (char station = 'a'; station <= 'f'; station++) {
      chain.heartbeat(String.valueOf(station), 2);
    }
    assertThat(last(chain.alerts(INCIDENT)).getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(last(of("c")).getClearedBecause()).isEqualTo("late-data");
  }

  @Test
  void stations_that_leave_the_registry_leave_the_incident() throws Exception {
    hours(0, 4, "abcd");
    chain.removeStation("d");
    assertThat(last(of("d")).getClearedBecause()).isEqualTo("station-removed");
    assertThat(last(chain.alerts(INCIDENT)).getMembersList()).containsExactly("a", "b", "c");
    for (String station : List.of("a", "b", "c")) {
      chain.removeStation(station);
    }
    assertThat(last(chain.alerts(INCIDENT)).getStatus()).isEqualTo(AlertStatus.CLEARED);
  }

  /** All six stations; the air is bad at those named. */
  private void hours(int from, int until, String bad) throws Exception {
    for (int hour = from; hour < until; hour++) {
      for (char station = 'a'; station <= 'f'; station++) {
        boolean isBad = bad.indexOf(station) >= 0;
        chain.hour(String.valueOf(station), hour, isBad ? 45 : 5 + hour % 3);
      }
    }
  }

  private Alert first() {
    return chain.alerts(INCIDENT).get(0);
  }

  private List<Alert> of(String station) {
    return chain.alerts(STATION).stream().filter(a -> a.getSubject().equals(station)).toList();
  }

  private static <T> T last(List<T> values) {
    assertThat(values).isNotEmpty();
    return values.get(values.size() - 1);
  }
}
