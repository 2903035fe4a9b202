package city.pulso.jobs.eldercare;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.eldercare.ActivityRule.Outcome;
import city.pulso.schemas.v1.PlugReading;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActivityRuleTest {
  private static final long MINUTE = 60_000;
  private static final long T0 = 1_400_000_000_000L;

  private final ActivityRule rule = new ActivityRule();
  private PlugTrack plug = PlugTrack.NEVER_HEARD;
  private long atMs = T0;

  @BeforeEach
  void learn_a_television_that_stands_by_at_five_watts() {
    for (int minute = 0; minute < 100; minute++) {
      assertThat(next(5).active()).isFalse();
    }
  }

  @Test
  void a_rise_is_activity_once() {
    assertThat(next(80).active()).isTrue();
    assertThat(next(82).active()).isFalse();
  }

  @Test
  void a_television_left_on_and_the_drift_of_standby_prove_nobody() {
    next(80);
    for (int minute = 0; minute < 600; minute++) {
      assertThat(next(80 + minute % 3).active()).isFalse();
    }
    for (int minute = 0; minute < 600; minute++) {
      assertThat(next(5 + minute / 200.0).active()).isFalse();
    }
  }

  @Test
  void starts_within_five_minutes_belong_together() {
    next(80);
    next(5);
    next(5);
    assertThat(next(80).active()).isFalse();
    for (int minute = 0; minute < 6; minute++) {
      next(5);
    }
    assertThat(next(80).active()).isTrue();
  }

  @Test
  void below_five_watts_above_standby_is_not_activity() {
    assertThat(next(9.9).active()).isFalse();
    assertThat(next(10).active()).isTrue();
  }

  @Test
  void a_relay_that_is_off_makes_the_meter_blind() {
    PlugReading off = PlugReading.newBuilder().setPowerW(0).setRelayOn(false).build();
    Outcome outcome = rule.reading(plug, off, atMs);
    assertThat(outcome.usable()).isFalse();
    assertThat(outcome.flag()).isEqualTo("relay-off");
  }

  @Test
  void exactly_nothing_from_a_plug_with_standby_is_an_unplugged_appliance() {
    Outcome outcome = rule.reading(plug, power(0), atMs);
    assertThat(outcome.usable()).isFalse();
    assertThat(outcome.flag()).isEqualTo("unplugged");
  }

  @Test
  void a_late_reading_that_was_on_is_proof_of_its_own_time() {
    Outcome outcome = rule.reading(plug, power(80), T0 + 50 * MINUTE);
    assertThat(outcome.active()).isTrue();
    assertThat(outcome.track()).isSameAs(plug);
  }

  @Test
  void a_late_reading_within_a_known_use_proves_nothing_new() {
    next(80);
    long startedMs = atMs - MINUTE;
    next(80);
    next(80);
    assertThat(rule.reading(plug, power(80), startedMs + 30_000).active()).isFalse();
  }

  @Test
  void an_availability_message_is_no_report_of_use() {
    PlugReading online = PlugReading.newBuilder().setOnline(true).build();
    assertThat(rule.reading(plug, online, atMs).usable()).isFalse();
  }

  private Outcome next(double powerW) {
    Outcome outcome = rule.reading(plug, power(powerW), atMs);
    plug = outcome.track();
    atMs += MINUTE;
    return outcome;
  }

  private static PlugReading power(double powerW) {
    return PlugReading.newBuilder().setPowerW(powerW).setRelayOn(true).build();
  }
}
