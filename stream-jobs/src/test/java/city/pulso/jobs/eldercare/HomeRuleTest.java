package city.pulso.jobs.eldercare;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.eldercare.HomeRule.Facts;
import city.pulso.jobs.eldercare.Verdict.Inactive;
import city.pulso.jobs.eldercare.Verdict.Normal;
import city.pulso.jobs.eldercare.Verdict.Reason;
import city.pulso.jobs.eldercare.Verdict.Unknown;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.RiskClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeRuleTest {
  private static final long H = Duration.ofHours(1).toMillis();
  private static final long MIN = Duration.ofMinutes(1).toMillis();
  private static final long T0 = 1_400_000_000_000L;
  private static final long LIMIT = 24 * H;

  private final HomeRule rule = new HomeRule(Duration.ofMinutes(30));

  @Test
  void flat_reports_prove_inactivity_up_to_the_newest_of_them() {
    assertThat(judge(T0, plug(T0 + LIMIT - 1, T0 + LIMIT))).isEqualTo(new Normal());
    assertThat(judge(T0, plug(T0 + LIMIT, T0 + LIMIT))).isEqualTo(new Inactive(T0 + LIMIT));
    assertThat(judge(T0, plug(T0 + 40 * H, T0 + 40 * H))).isEqualTo(new Inactive(T0 + LIMIT));
  }

  @Test
  void heartbeats_without_reports_are_a_silent_plug_and_no_inactive_person() {
    assertThat(judge(T0, plug(T0 + 20 * H, T0 + 60 * H)))
        .isEqualTo(new Unknown(Reason.PLUG_SILENT, T0 + 20 * H + 30 * MIN));
  }

  @Test
  void a_plug_that_lags_behind_holds_the_verdict_back() {
    // The other gateway's backlog has not been heard yet: neither its reports nor its heartbeats.
    PlugSight lagging = new PlugSight("gw-2", 0, T0 + 2 * H, T0 + 2 * H, T0, T0 + 2 * H);
    assertThat(judge(T0, plug(T0 + 30 * H, T0 + 30 * H), lagging)).isEqualTo(new Normal());
  }

  @Test
  void a_silent_plug_does_not_hide_what_the_other_proves() {
    PlugSight silent = plug(T0 + 2 * H, T0 + 30 * H);
    assertThat(judge(T0, plug(T0 + 30 * H, T0 + 30 * H), silent))
        .isEqualTo(new Inactive(T0 + LIMIT));
  }

  @Test
  void while_the_gateway_is_offline_nothing_is_concluded_and_nothing_taken_back() {
    Map<String, Long> offline = Map.of("gw-1", T0 + 21 * H);
    assertThat(rule.judge(facts(T0, offline, 0, plug(T0 + 20 * H, T0 + 20 * H))))
        .isEqualTo(new Unknown(Reason.GATEWAY_OFFLINE, T0 + 21 * H));
    assertThat(rule.judge(facts(T0, offline, 0, plug(T0 + 25 * H, T0 + 25 * H))))
        .isEqualTo(new Inactive(T0 + LIMIT));
  }

  @Test
  void a_late_pipeline_inhibits_all_but_a_proven_inactivity() {
    assertThat(rule.judge(facts(T0, Map.of(), T0 + 9 * H, plug(T0 + 8 * H, T0 + 8 * H))))
        .isEqualTo(new Unknown(Reason.PIPELINE_LATE, T0 + 9 * H));
    assertThat(rule.judge(facts(T0, Map.of(), T0 + 30 * H, plug(T0 + 25 * H, T0 + 25 * H))))
        .isEqualTo(new Inactive(T0 + LIMIT));
  }

  @Test
  void a_home_that_never_reported_is_unknown_and_never_normal() {
    assertThat(judge(0, PlugSight.never("gw-1"))).isEqualTo(new Unknown(Reason.NEVER_HEARD, T0));
    assertThat(rule.judge(facts(0, Map.of(), 0))).isEqualTo(new Unknown(Reason.NEVER_HEARD, T0));
  }

  @Test
  void without_any_activity_the_limit_runs_from_the_first_report() {
    assertThat(judge(0, plug(T0 + LIMIT, T0 + LIMIT))).isEqualTo(new Inactive(T0 + LIMIT));
  }

  @Test
  void the_limit_is_that_of_the_home_or_of_its_risk_class() {
    assertThat(HomeRule.limit(home(RiskClass.HIGH, 0))).hasHours(24);
    assertThat(HomeRule.limit(home(RiskClass.MEDIUM, 0))).hasHours(36);
    assertThat(HomeRule.limit(home(RiskClass.LOW, 0))).hasHours(50);
    assertThat(HomeRule.limit(home(RiskClass.LOW, 90))).hasMinutes(90);
  }

  private Verdict judge(long lastActivityMs, PlugSight... plugs) {
    return rule.judge(facts(lastActivityMs, Map.of(), 0, plugs));
  }

  private static Facts facts(
      long lastActivityMs, Map<String, Long> offline, long lateMs, PlugSight... plugs) {
    return new Facts(LIMIT, T0, T0, lastActivityMs, List.of(plugs), offline, lateMs);
  }

  private static PlugSight plug(long usableMs, long heartbeatMs) {
    return new PlugSight("gw-1", 0, usableMs, usableMs, T0, heartbeatMs);
  }

  private static Home home(RiskClass risk, int minutes) {
    return Home.newBuilder().setRisk(risk).setInactivityLimitMinutes(minutes).build();
  }
}
