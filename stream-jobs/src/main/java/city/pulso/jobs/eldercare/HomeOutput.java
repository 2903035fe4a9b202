package city.pulso.jobs.eldercare;

import city.pulso.jobs.eldercare.HomeRule.Facts;
import city.pulso.jobs.eldercare.Verdict.Inactive;
import city.pulso.jobs.eldercare.Verdict.Unknown;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.HomeState;
import java.util.function.Consumer;

/**
 * Tells what is known about a home: a point at each change of the verdict and for every hour of
 * evidence, the latest state at these moments and at each activity. Plain Java.
 */
final class HomeOutput {
  private static final double MS_PER_HOUR = 3_600_000;

  private final long hourMs;
  private final Consumer<StoredPoint> points;
  private final Consumer<StateMessage> states;
  private final Consumer<Alert> alerts;

  HomeOutput(
      long hourMs,
      Consumer<StoredPoint> points,
      Consumer<StateMessage> states,
      Consumer<Alert> alerts) {
    this.hourMs = hourMs;
    this.points = points;
    this.states = states;
    this.alerts = alerts;
  }

  void alert(Alert alert) {
    alerts.accept(alert);
  }

  /**
   * Writes what has to be written.
   *
   * @param atMs event time of the evaluation; 0: there was no evidence yet
   * @param tell whether the latest state is due even if the verdict stays
   * @return the track that remembers it
   */
  HomeTrack tell(
      Home home,
      Facts facts,
      SilentPlugs silent,
      Verdict verdict,
      HomeTrack track,
      long atMs,
      boolean tell) {
    boolean changed = verdict.rank() != track.state() || !verdict.because().equals(track.because());
    long hour = atMs / hourMs;
    boolean newHour = hour > track.writtenHour();
    long sinceMs = changed ? since(verdict, atMs) : track.sinceMs();
    if (changed && sinceMs > 0) {
      points.accept(point(home, facts, verdict, sinceMs));
    }
    if (newHour && hour * hourMs > sinceMs) {
      points.accept(point(home, facts, verdict, hour * hourMs));
    }
    if (changed || newHour || tell) {
      states.accept(state(home, facts, silent, verdict, track, sinceMs, atMs));
    }
    return track.written(
        verdict.rank(), verdict.because(), sinceMs, Math.max(hour, track.writtenHour()));
  }

  private static long since(Verdict verdict, long atMs) {
    if (verdict instanceof Inactive inactive) {
      return inactive.sinceMs();
    }
    if (verdict instanceof Unknown unknown) {
      return unknown.sinceMs();
    }
    return atMs;
  }

  private static StoredPoint point(Home home, Facts facts, Verdict verdict, long atMs) {
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.HOME_STATE, atMs)
            .tag(
                "district",
                home.getDistrict().isEmpty() ? Assignment.UNASSIGNED_TAG : home.getDistrict())
            .tag("home", home.getId())
            .text("state", verdict.state())
            .whole("state_rank", verdict.rank())
            .text("because", verdict.because())
            .real("limit_hours", facts.limitMs() / MS_PER_HOUR);
    if (facts.lastActivityMs() > 0) {
      point.real("hours_since_activity", (atMs - facts.lastActivityMs()) / MS_PER_HOUR);
    }
    return point.build();
  }

  private static StateMessage state(
      Home home,
      Facts facts,
      SilentPlugs silent,
      Verdict verdict,
      HomeTrack track,
      long sinceMs,
      long atMs) {
    HomeState.Builder state =
        HomeState.newBuilder()
            .setHome(home.getId())
            .setDistrict(home.getDistrict())
            .setState(verdict.state())
            .setBecause(verdict.because())
            .setSinceMs(sinceMs)
            .setInactivityLimitMinutes((int) (facts.limitMs() / 60_000))
            .setEvaluatedAtMs(atMs)
            .setPlugs(facts.plugs().size())
            .setPlugsSilent(silent.plugs().size());
    if (facts.lastActivityMs() > 0) {
      state.setLastActivityMs(facts.lastActivityMs());
    }
    if (track.lastReportMs() > 0) {
      state.setLastReportMs(track.lastReportMs());
    }
    return StateMessage.of("homes", home.getId(), state);
  }
}
