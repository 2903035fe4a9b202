package city.pulso.jobs.eldercare;

import city.pulso.jobs.eldercare.Verdict.Inactive;
import city.pulso.jobs.eldercare.Verdict.Normal;
import city.pulso.jobs.eldercare.Verdict.Reason;
import city.pulso.jobs.eldercare.Verdict.Unknown;
import city.pulso.schemas.v1.Home;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides about a home from evidence, in this order: the person is inactive (the reports prove it);
 * a plug is silent (heartbeats go on, its reports do not); the gateway is offline; the pipeline is
 * late. A later reason keeps the earlier ones from being newly concluded, and takes back none.
 *
 * <p>What counts for the limit is the time up to which reports prove that nothing was used, not the
 * time that went by. Plain Java, stateless.
 */
final class HomeRule {
  private final long plugSilentAfterMs;

  HomeRule(Duration plugSilentAfter) {
    this.plugSilentAfterMs = plugSilentAfter.toMillis();
  }

  /**
   * What is known about a home. Event times, Unix milliseconds.
   *
   * @param limitMs limit without activity
   * @param knownSinceMs when the home was registered
   * @param firstReportMs first usable report; 0: none
   * @param lastActivityMs newest activity; 0: none
   * @param plugs the plugs that can show activity
   * @param offline gateways that are offline, with since when
   * @param pipelineLateMs since when nobody is heard; 0: somebody is
   */
  record Facts(
      long limitMs,
      long knownSinceMs,
      long firstReportMs,
      long lastActivityMs,
      List<PlugSight> plugs,
      Map<String, Long> offline,
      long pipelineLateMs) {

    /** From when the limit runs. */
    long startMs() {
      return lastActivityMs > 0 ? lastActivityMs : firstReportMs;
    }
  }

  Verdict judge(Facts facts) {
    if (facts.plugs().stream().allMatch(plug -> plug.reportMs() == 0)) {
      return new Unknown(Reason.NEVER_HEARD, facts.knownSinceMs());
    }
    List<PlugSight> seeing = new ArrayList<>();
    long provenMs = 0;
    for (PlugSight plug : facts.plugs()) {
      if (plug.usableMs() > 0) {
        provenMs = Math.max(provenMs, plug.usableMs());
        if (!plug.silent(plugSilentAfterMs) && !facts.offline().containsKey(plug.gateway())) {
          seeing.add(plug);
        }
      }
    }
    if (!seeing.isEmpty()) {
      provenMs = seeing.stream().mapToLong(PlugSight::usableMs).min().orElse(0);
    }
    if (provenMs > 0 && provenMs - facts.startMs() >= facts.limitMs()) {
      return new Inactive(facts.startMs() + facts.limitMs());
    }
    if (facts.pipelineLateMs() > 0) {
      return new Unknown(Reason.PIPELINE_LATE, facts.pipelineLateMs());
    }
    return seeing.isEmpty() ? blind(facts) : new Normal();
  }

  /** Whether a plug no longer reports while its gateway's heartbeats go on. */
  boolean silent(PlugSight plug) {
    return plug.silent(plugSilentAfterMs);
  }

  /** Since when the first of the plugs has been silent; 0: none is. */
  long silentSinceMs(List<PlugSight> plugs) {
    return plugs.stream()
        .filter(plug -> plug.silent(plugSilentAfterMs))
        .mapToLong(plug -> plug.silentFromMs(plugSilentAfterMs))
        .min()
        .orElse(0);
  }

  /** The oldest last report among the silent plugs; 0: none is silent. */
  long unheardSinceMs(List<PlugSight> plugs) {
    return plugs.stream()
        .filter(plug -> plug.silent(plugSilentAfterMs))
        .mapToLong(PlugSight::unheardSinceMs)
        .min()
        .orElse(0);
  }

  /** Limit of the home, or that of its risk class: HIGH 24 h, MEDIUM 36 h, LOW 50 h. */
  static Duration limit(Home home) {
    if (home.getInactivityLimitMinutes() > 0) {
      return Duration.ofMinutes(Integer.toUnsignedLong(home.getInactivityLimitMinutes()));
    }
    return switch (home.getRisk()) {
      case HIGH -> Duration.ofHours(24);
      case MEDIUM -> Duration.ofHours(36);
      case LOW -> Duration.ofHours(50);
      // Who was not classed is looked after as if at high risk.
      case RISK_CLASS_UNSPECIFIED, UNRECOGNIZED -> Duration.ofHours(24);
    };
  }

  private Unknown blind(Facts facts) {
    Reason reason = Reason.PLUG_SILENT;
    long sinceMs = 0;
    for (PlugSight plug : facts.plugs()) {
      Long offlineMs = facts.offline().get(plug.gateway());
      if (offlineMs != null) {
        reason = Reason.GATEWAY_OFFLINE;
        sinceMs = Math.max(sinceMs, offlineMs);
      } else {
        sinceMs = Math.max(sinceMs, plug.silentFromMs(plugSilentAfterMs));
      }
    }
    return new Unknown(reason, sinceMs);
  }
}
