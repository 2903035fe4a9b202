package city.pulso.jobs.parking;

import static city.pulso.jobs.parking.BayTrack.FREE;
import static city.pulso.jobs.parking.BayTrack.OCCUPIED;
import static city.pulso.jobs.parking.BayTrack.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BayDebounceTest {
  private static final long S = 1000;
  private static final long T0 = 1_000_000_000L;

  private final BayDebounce rule = new BayDebounce(Duration.ofSeconds(15));

  @Test
  void the_first_report_is_believed() {
    BayTrack bay = rule.report(BayTrack.NEVER_HEARD, true, T0);
    assertThat(bay.state()).isEqualTo(OCCUPIED);
    assertThat(bay.sinceMs()).isEqualTo(T0);
  }

  @Test
  void a_driver_who_turns_round_is_not_parked() {
    BayTrack bay = free();
    bay = rule.report(bay, true, T0 + 60 * S);
    bay = rule.report(bay, false, T0 + 70 * S);
    bay = rule.heartbeat(bay, T0 + 600 * S, 0);
    assertThat(bay.state()).isEqualTo(FREE);
    assertThat(bay.sinceMs()).isEqualTo(T0);
  }

  @Test
  void a_change_that_lasted_by_the_gateways_heartbeat_began_with_its_first_report() {
    BayTrack bay = rule.report(free(), true, T0 + 60 * S);
    assertThat(rule.heartbeat(bay, T0 + 74 * S, 0).state()).isEqualTo(FREE);
    bay = rule.heartbeat(bay, T0 + 75 * S, 0);
    assertThat(bay.state()).isEqualTo(OCCUPIED);
    assertThat(bay.sinceMs()).isEqualTo(T0 + 60 * S);
  }

  @Test
  void a_change_that_a_later_report_repeats_counts_at_once() {
    BayTrack bay = rule.report(free(), true, T0 + 60 * S);
    bay = rule.report(bay, true, T0 + 65 * S);
    assertThat(bay.state()).isEqualTo(OCCUPIED);
    assertThat(bay.sinceMs()).isEqualTo(T0 + 60 * S);
  }

  @Test
  void a_stay_that_lasted_counts_even_if_the_next_report_ends_it() {
    BayTrack bay = rule.report(free(), true, T0 + 60 * S);
    bay = rule.report(bay, false, T0 + 360 * S);
    assertThat(bay.state()).isEqualTo(OCCUPIED);
    bay = rule.heartbeat(bay, T0 + 400 * S, 0);
    assertThat(bay.state()).isEqualTo(FREE);
    assertThat(bay.sinceMs()).isEqualTo(T0 + 360 * S);
  }

  @Test
  void an_older_report_is_old_news() {
    BayTrack bay = rule.report(free(), true, T0 - 60 * S);
    assertThat(bay.state()).isEqualTo(FREE);
    assertThat(bay.candidate()).isEqualTo(UNKNOWN);
  }

  @Test
  void more_than_six_changes_in_ten_minutes_freeze_the_bay_until_it_calms_down() {
    BayTrack bay = free();
    for (int change = 1; change <= 7; change++) {
      bay = rule.report(bay, change % 2 == 1, T0 + change * 20 * S);
      assertThat(bay.flapping()).as("after %d changes", change).isEqualTo(change > 6);
    }
    assertThat(bay.state()).isEqualTo(UNKNOWN);
    bay = rule.heartbeat(bay, T0 + 300 * S, 0);
    assertThat(bay.state()).isEqualTo(UNKNOWN);
    bay = rule.heartbeat(bay, T0 + 1200 * S, 0);
    assertThat(bay.state()).isEqualTo(OCCUPIED);
  }

  @Test
  void a_bay_that_is_silent_for_three_intervals_is_unknown_from_then_on() {
    BayTrack bay = free();
    bay = rule.heartbeat(bay, T0 + 180 * S, 60);
    assertThat(bay.state()).isEqualTo(FREE);
    bay = rule.heartbeat(bay, T0 + 210 * S, 60);
    assertThat(bay.state()).isEqualTo(UNKNOWN);
    assertThat(bay.sinceMs()).isEqualTo(T0 + 180 * S);
    assertThat(rule.report(bay, false, T0 + 500 * S).state()).isEqualTo(FREE);
  }

  @Test
  void a_bay_whose_interval_is_not_known_never_gets_stale() {
    assertThat(rule.heartbeat(free(), T0 + 86_400 * S, 0).state()).isEqualTo(FREE);
  }

  private BayTrack free() {
    return rule.report(BayTrack.NEVER_HEARD, false, T0);
  }
}
