package city.pulso.jobs.eldercare;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.eldercare.HomeRule.Facts;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Plug;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * One home: judges it at each piece of evidence, and while it is unknown at each tick, since
 * nothing else may come then. Keyed by home. A home is judged once its registry entry is known;
 * what was heard before is kept.
 *
 * <p>Keyed state: "home" (registry entry), "track", "plugs" (by device), "offline" (gateways, since
 * when), "alerts" (by kind), "ticking"; all cleared when the home is removed from the registry.
 */
final class HomeFunction
    extends KeyedCoProcessFunction<String, HomeSignal, SubjectChange, StoredPoint> {
  static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts", AlertBook.TYPE);
  static final OutputTag<StateMessage> STATES =
      new OutputTag<>("states", TypeInformation.of(StateMessage.class));

  private static final long serialVersionUID = 1L;
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  private final Clock clock;
  private final Duration plugSilentAfter;
  private final long tickMs;
  private final long graceMs;

  private transient HomeRule rule;
  private transient long startedMs;
  private transient ValueState<@Nullable SubjectChange> home;
  private transient ValueState<@Nullable HomeTrack> track;
  private transient MapState<String, PlugSight> plugs;
  private transient MapState<String, Long> offline;
  private transient MapState<String, Alert> alerts;
  private transient ValueState<@Nullable Boolean> ticking;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  HomeFunction(JobConfig config, Clock clock) {
    this.clock = clock;
    this.plugSilentAfter = config.plugSilentAfter();
    this.tickMs = config.tickInterval().toMillis();
    this.graceMs = config.restartGrace().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    rule = new HomeRule(plugSilentAfter);
    startedMs = clock.millis();
    home =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("home", TypeInformation.of(SubjectChange.class)));
    track =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("track", TypeInformation.of(HomeTrack.class)));
    plugs =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "plugs", Types.STRING, TypeInformation.of(PlugSight.class)));
    offline =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("offline", Types.STRING, Types.LONG));
    alerts =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("alerts", Types.STRING, AlertBook.TYPE));
    ticking = getRuntimeContext().getState(new ValueStateDescriptor<>("ticking", Types.BOOLEAN));
  }

  @Override
  public void processElement1(HomeSignal signal, Context context, Collector<StoredPoint> out)
      throws Exception {
    HomeTrack before = known();
    HomeTrack after = before;
    PlugSight sight = plugs.get(signal.device());
    PlugSight plug = sight == null ? PlugSight.never(signal.gateway()) : sight;
    switch (signal.kind()) {
      case REPORT -> {
        plugs.put(
            signal.device(),
            plug.report(
                signal.gateway(), signal.atMs(), signal.usable(), signal.reportIntervalS()));
        after = before.report(signal.atMs(), signal.usable(), signal.active());
      }
      case HEARTBEAT -> {
        plugs.put(
            signal.device(),
            plug.heartbeat(signal.gateway(), signal.atMs(), signal.reportIntervalS()));
        after = before.heartbeat(signal.atMs());
      }
      case GATEWAY_OFFLINE -> offline.put(signal.gateway(), signal.atMs());
      case GATEWAY_BACK -> offline.remove(signal.gateway());
      case PIPELINE_LATE -> after = before.pipeline(signal.atMs());
      case PIPELINE_BACK -> after = before.pipeline(0);
    }
    boolean newActivity = after.lastActivityMs() != before.lastActivityMs();
    judge(after, 0, newActivity, output(context, out), context.timerService());
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<StoredPoint> out)
      throws Exception {
    if (change.removed()) {
      for (Alert last : new ArrayList<>(values(alerts))) {
        AlertBook book = new AlertBook(last);
        book.clear("removed", last.getUpdatedAtMs())
            .ifPresent(cleared -> context.output(ALERTS, cleared));
      }
      context.output(STATES, StateMessage.removed("homes", change.id()));
      home.clear();
      track.clear();
      plugs.clear();
      offline.clear();
      alerts.clear();
      ticking.clear();
      return;
    }
    home.update(change);
    HomeTrack before = known();
    HomeTrack after = before.knownSinceMs() == 0 ? before.registered(clock.millis()) : before;
    judge(after, 0, true, output(context, out), context.timerService());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<StoredPoint> out)
      throws Exception {
    if (ticking.value() == null) {
      return;
    }
    ticking.clear();
    long nowMs = clock.millis();
    boolean settled = nowMs - startedMs >= graceMs;
    judge(known(), settled ? nowMs : 0, false, output(context, out), context.timerService());
  }

  private HomeTrack known() throws Exception {
    HomeTrack known = track.value();
    return known == null ? HomeTrack.UNKNOWN : known;
  }

  /**
   * Judges the home and tells what has changed.
   *
   * @param clockMs the clock, which counts where no evidence can come; 0: evidence alone
   */
  private void judge(
      HomeTrack now, long clockMs, boolean tell, HomeOutput output, TimerService timers)
      throws Exception {
    SubjectChange entry = home.value();
    if (entry == null) {
      track.update(now);
      return;
    }
    Home registered = entry.parsed().getHome();
    List<Plug> watched = registered.getPlugsList().stream().filter(Plug::getShowsActivity).toList();
    Facts facts = facts(registered, watched, now);
    Verdict verdict = rule.judge(facts);
    SilentPlugs silent = SilentPlugs.of(watched, facts.plugs(), rule);
    boolean plugsChanged = plugSilent(registered, facts, silent, now, output);
    long silenceMs = onlySilenceTells(verdict) ? clockMs : 0;
    alert(registered, facts, verdict, now, silenceMs, output);
    long atMs = Math.max(now.evidenceMs(), silenceMs);
    track.update(output.tell(registered, facts, silent, verdict, now, atMs, tell || plugsChanged));
    if (verdict instanceof Verdict.Unknown && ticking.value() == null) {
      ticking.update(true);
      timers.registerProcessingTimeTimer(timers.currentProcessingTime() + tickMs);
    }
  }

  /**
   * Whether no evidence can come. A silent plug is told of by its gateway's heartbeats: those that
   * are still on their way, hours of them after a restart, may end the silence.
   */
  private static boolean onlySilenceTells(Verdict verdict) {
    return verdict instanceof Verdict.Unknown unknown
        && unknown.reason() != Verdict.Reason.PLUG_SILENT;
  }

  private Facts facts(Home registered, List<Plug> watched, HomeTrack now) throws Exception {
    List<PlugSight> sights = new ArrayList<>();
    for (Plug plug : watched) {
      PlugSight sight = plugs.get(plug.getDevice());
      sights.add(sight == null ? PlugSight.never(plug.getGateway()) : sight);
    }
    Map<String, Long> offlineNow = new HashMap<>();
    for (Map.Entry<String, Long> gateway : offline.entries()) {
      offlineNow.put(gateway.getKey(), gateway.getValue());
    }
    return new Facts(
        HomeRule.limit(registered).toMillis(),
        now.knownSinceMs(),
        now.firstReportMs(),
        now.lastActivityMs(),
        sights,
        offlineNow,
        now.pipelineLateMs());
  }

  private void alert(
      Home registered, Facts facts, Verdict verdict, HomeTrack now, long clockMs, HomeOutput output)
      throws Exception {
    HomeAlerts rules = new HomeAlerts(registered);
    AlertBook inactive = book(HomeAlerts.PERSON_INACTIVE);
    rules.personInactive(inactive, verdict, facts, now.evidenceMs()).forEach(output::alert);
    keep(HomeAlerts.PERSON_INACTIVE, inactive);

    AlertBook unknown = book(HomeAlerts.HOME_UNKNOWN);
    rules
        .homeUnknown(unknown, verdict, facts, Math.max(now.evidenceMs(), clockMs))
        .ifPresent(output::alert);
    keep(HomeAlerts.HOME_UNKNOWN, unknown);
  }

  /** Whether something was said: the latest state is due then. */
  private boolean plugSilent(
      Home registered, Facts facts, SilentPlugs silent, HomeTrack now, HomeOutput output)
      throws Exception {
    AlertBook book = book(HomeAlerts.PLUG_SILENT);
    boolean inhibited = !facts.offline().isEmpty() || facts.pipelineLateMs() > 0;
    new HomeAlerts(registered)
        .plugSilent(book, silent, facts.plugs().size(), inhibited, now.evidenceMs())
        .ifPresent(output::alert);
    keep(HomeAlerts.PLUG_SILENT, book);
    return book.changed();
  }

  private AlertBook book(String kind) throws Exception {
    return new AlertBook(alerts.get(kind));
  }

  private void keep(String kind, AlertBook book) throws Exception {
    Alert last = book.last();
    if (last != null && book.changed()) {
      alerts.put(kind, last);
    }
  }

  private HomeOutput output(Context context, Collector<StoredPoint> out) {
    return new HomeOutput(
        HOUR_MS,
        out::collect,
        state -> context.output(STATES, state),
        alert -> context.output(ALERTS, alert));
  }

  private static List<Alert> values(MapState<String, Alert> state) throws Exception {
    List<Alert> values = new ArrayList<>();
    state.values().forEach(values::add);
    return values;
  }
}
