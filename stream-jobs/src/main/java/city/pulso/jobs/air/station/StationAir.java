package city.pulso.jobs.air.station;

import static city.pulso.jobs.air.average.HourBucket.HOUR_MS;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.HumidityCorrection;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.quality.QualityControl.Neighbours;
import city.pulso.jobs.air.quality.Verdict;
import city.pulso.jobs.air.quality.WarmUp;
import city.pulso.jobs.air.station.Outcome.Placement;
import city.pulso.jobs.air.station.Outcome.RunningHour;
import city.pulso.jobs.air.station.Progress.Latest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the evidence about one station and says its hours.
 *
 * <ul>
 *   <li>An hour is said when evidence passes its end: a reading of the station, or a heartbeat of
 *       its gateway, which proves that nothing older is on the way. A station that is silent while
 *       its gateway is heard therefore gets hours without data, and says so.
 *   <li>A reading for an hour that has been said makes it dirty; with the next evidence that goes
 *       forward the hour is said again, with every index that rests on it, revision by revision.
 *   <li>A reading older than {@link #KEPT_HOURS} before the evidence changes nothing any more.
 * </ul>
 *
 * <p>Stateless itself; everything remembered is in the {@link StationStore} that is handed in.
 */
public final class StationAir {
  /** Hours of evidence time for which readings are kept, so that late data can correct them. */
  public static final int KEPT_HOURS = 48;

  private static final long KEPT_MS = KEPT_HOURS * HOUR_MS;

  private final QualityControl quality;
  private final HourWork work;

  public StationAir(QualityControl quality, IndexScheme scheme) {
    this.quality = quality;
    this.work = new HourWork(scheme);
  }

  /** A reading of a station whose type asks for no correction. */
  public Outcome reading(
      StationStore store, AirSample sample, int reportIntervalS, boolean doubtful)
      throws IOException {
    return reading(store, sample, reportIntervalS, doubtful, HumidityCorrection.NONE, WarmUp.NONE);
  }

  /**
   * A reading of the station.
   *
   * @param reportIntervalS registered longest time between two reports, seconds; 0 = not known
   * @param doubtful whether its time is doubted: it then enters no mean and is no evidence of time
   * @param correction what the station's type asks for
   * @param warmUp how long its gas cells need
   */
  public Outcome reading(
      StationStore store,
      AirSample sample,
      int reportIntervalS,
      boolean doubtful,
      HumidityCorrection correction,
      WarmUp warmUp)
      throws IOException {
    Verdict judged = quality.judge(sample, store.quality(), Neighbours.UNKNOWN, warmUp);
    Verdict verdict = correction.apply(judged, sample);
    if (doubtful) {
      return Pass.nothing(verdict, Placement.DOUBTFUL);
    }
    Progress progress = store.progress();
    long hourMs = HourBucket.hourOf(sample.observedAtMs(), sample.averagedOverS());
    if (!progress.fresh() && hourMs < HourBucket.floor(progress.evidenceMs()) - KEPT_MS) {
      return Pass.nothing(verdict, Placement.TOO_LATE);
    }
    store.quality(verdict.memory());
    HourBucket bucket = store.bucket(hourMs);
    boolean again = bucket.has(sample.observedAtMs());
    if (bucket.full() && !again) {
      return Pass.nothing(verdict, Placement.OVERFULL);
    }
    store.bucket(
        hourMs,
        bucket.with(
            new HourBucket.Slot(
                sample.observedAtMs(),
                HourBucket.covers(sample.averagedOverS(), reportIntervalS),
                verdict.accepted(),
                verdict.excluded(),
                verdict.reasons())));
    boolean late = !progress.fresh() && hourMs < progress.closedThroughMs();
    List<Long> dirty = progress.dirty();
    if (late) {
      dirty = new ArrayList<>(dirty);
      dirty.add(hourMs);
    }
    Progress noted =
        new Progress(
            progress.evidenceMs(),
            progress.fresh() ? hourMs : progress.closedThroughMs(),
            dirty,
            newest(progress.latest(), sample, verdict));
    Placement placement = again ? Placement.REPLACED : late ? Placement.LATE : Placement.IN_TIME;
    return advance(store, noted, sample.observedAtMs(), verdict, placement);
  }

  /**
   * A released heartbeat of the station's gateway.
   *
   * @param atMs the agent's clock, Unix milliseconds
   */
  public Outcome heartbeat(StationStore store, long atMs) throws IOException {
    Progress progress = store.progress();
    Progress noted =
        progress.fresh()
            ? new Progress(
                progress.evidenceMs(), HourBucket.floor(atMs), List.of(), progress.latest())
            : progress;
    return advance(store, noted, atMs, null, Placement.NONE);
  }

  private Outcome advance(
      StationStore store,
      Progress progress,
      long atMs,
      @Nullable Verdict verdict,
      Placement placement)
      throws IOException {
    if (atMs <= progress.evidenceMs()) {
      store.progress(progress);
      return Pass.nothing(verdict, placement);
    }
    long end = HourBucket.floor(atMs);
    if (progress.dirty().isEmpty() && end <= progress.closedThroughMs()) {
      store.progress(new Progress(atMs, progress.closedThroughMs(), List.of(), progress.latest()));
      return Pass.nothing(verdict, placement);
    }
    Pass pass = new Pass();
    if (!progress.dirty().isEmpty()) {
      rewrite(store, progress, pass);
    }
    long from = Math.max(progress.closedThroughMs(), end - KEPT_MS);
    pass.skippedHours = (int) ((from - progress.closedThroughMs()) / HOUR_MS);
    for (long hourMs = from; hourMs < end; hourMs += HOUR_MS) {
      HourWork.Said worked = work.out(store, hourMs);
      HourRecord said = worked.hour();
      store.hour(said);
      pass.hours.add(said);
      pass.indices.add(said);
      pass.running.add(worked.running());
      pass.health.add(HourHealth.of(said, worked.bucket(), progress.latest()));
    }
    long through = Math.max(progress.closedThroughMs(), end);
    store.progress(new Progress(atMs, through, List.of(), progress.latest()));
    if (through > progress.closedThroughMs()) {
      store.dropBefore(end - KEPT_MS, end - KEPT_MS - RecentHours.DEPTH * HOUR_MS);
    }
    return pass.outcome(verdict, placement);
  }

  /** Says dirty hours again, and what rests on them, up to the newest hour said. */
  private void rewrite(StationStore store, Progress progress, Pass pass) throws IOException {
    long first = progress.dirty().get(0);
    long changedMs = Long.MIN_VALUE;
    for (long hourMs = first; hourMs < progress.closedThroughMs(); hourMs += HOUR_MS) {
      HourRecord old = store.hour(hourMs);
      if (old == null && !progress.dirty().contains(hourMs)) {
        continue;
      }
      HourWork.Said worked = work.out(store, hourMs);
      if (old == null || !worked.hour().sameHour(old)) {
        changedMs = hourMs;
      }
      boolean newRunning = hourMs - RecentHours.DEPTH * HOUR_MS < changedMs;
      HourRecord said = old == null ? worked.hour() : worked.hour().revising(old, newRunning);
      store.hour(said);
      if (newRunning) {
        pass.running.add(new RunningHour(hourMs, said.runningRevision(), worked.running().means()));
      }
      if (old == null || said.revision() > old.revision()) {
        pass.hours.add(said);
        pass.health.add(HourHealth.of(said, worked.bucket(), progress.latest()));
      }
      if (old == null || said.indexRevision() > old.indexRevision()) {
        pass.indices.add(said);
      }
    }
  }

  private static Latest newest(Latest before, AirSample sample, Verdict verdict) {
    if (sample.observedAtMs() < before.observedAtMs()) {
      return before;
    }
    Integer battery = sample.batteryPercent();
    return new Latest(
        sample.observedAtMs(),
        verdict.accepted().get(Pollutant.PM2_5),
        verdict.accepted().get(Pollutant.PM10),
        battery == null ? before.batteryPercent() : battery);
  }

  /** Collects what one piece of evidence changed. */
  private static final class Pass {
    private final List<HourRecord> hours = new ArrayList<>();
    private final List<HourRecord> indices = new ArrayList<>();
    private final List<RunningHour> running = new ArrayList<>();
    private final List<HourHealth> health = new ArrayList<>();
    private int skippedHours;

    Outcome outcome(@Nullable Verdict verdict, Placement placement) {
      return new Outcome(verdict, placement, hours, indices, running, health, skippedHours);
    }

    static Outcome nothing(@Nullable Verdict verdict, Placement placement) {
      return new Outcome(verdict, placement, List.of(), List.of(), List.of(), List.of(), 0);
    }
  }
}
