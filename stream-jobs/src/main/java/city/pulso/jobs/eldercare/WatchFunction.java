package city.pulso.jobs.eldercare;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.eldercare.HomeSignal.Kind;
import city.pulso.jobs.gateway.Silence;
import city.pulso.jobs.gateway.Silence.Moment;
import city.pulso.jobs.ingest.GatewayPulse;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Plug;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Watches the gateways for the whole city, in one place, because a gateway is offline only while
 * others are heard. Tells the homes behind a gateway, and alerts operators: once per gateway, or
 * once for the city when nobody is heard.
 *
 * <p>Silence counts from the last heartbeat heard, and not before the grace after a (re)start is
 * over. While nobody is heard no gateway is newly called offline.
 *
 * <p>Keyed state (one key, the city): "gateways" and "alerts" by gateway, removed with the
 * gateway's registry entry; "homes" (gateways of each home), removed with the home's entry;
 * "late-since", "late-ended-city", "late-ended-real", "ticking".
 */
final class WatchFunction
    extends KeyedCoProcessFunction<String, GatewayPulse, SubjectChange, HomeSignal> {
  static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts", AlertBook.TYPE);

  private static final long serialVersionUID = 1L;

  private final Clock clock;
  private final Silence offlineAfter;
  private final Silence lateAfter;
  private final long graceMs;
  private final long tickMs;

  private transient @Nullable Moment started;
  private transient MapState<String, GatewayTrack> gateways;
  private transient MapState<String, String> homes;
  private transient MapState<String, Alert> alerts;
  private transient ValueState<@Nullable Long> lateSince;
  private transient ValueState<@Nullable Long> lateEndedCityMs;
  private transient ValueState<@Nullable Long> lateEndedRealMs;
  private transient ValueState<@Nullable Boolean> ticking;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  WatchFunction(JobConfig config, Clock clock) {
    this.clock = clock;
    this.offlineAfter = Silence.of(config.gatewayOfflineAfter(), config.silenceFloor());
    this.lateAfter = Silence.of(config.pipelineLateAfter(), config.silenceFloor());
    this.graceMs = config.restartGrace().toMillis();
    this.tickMs = config.tickInterval().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    gateways =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "gateways", Types.STRING, TypeInformation.of(GatewayTrack.class)));
    homes =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("homes", Types.STRING, Types.STRING));
    alerts =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("alerts", Types.STRING, AlertBook.TYPE));
    lateSince = getRuntimeContext().getState(new ValueStateDescriptor<>("late-since", Types.LONG));
    lateEndedCityMs =
        getRuntimeContext().getState(new ValueStateDescriptor<>("late-ended-city", Types.LONG));
    lateEndedRealMs =
        getRuntimeContext().getState(new ValueStateDescriptor<>("late-ended-real", Types.LONG));
    ticking = getRuntimeContext().getState(new ValueStateDescriptor<>("ticking", Types.BOOLEAN));
  }

  @Override
  public void processElement1(GatewayPulse pulse, Context context, Collector<HomeSignal> out)
      throws Exception {
    Moment now = now(context);
    long agentMs = pulse.heartbeat().getAgentTimeMs();
    GatewayTrack before = gateways.get(pulse.gateway());
    if (before == null) {
      before = GatewayTrack.registered("", false, agentMs, now.realMs());
    }
    gateways.put(pulse.gateway(), before.heard(agentMs, now.cityMs(), now.realMs()));
    if (before.offlineSinceMs() > 0) {
      clear(pulse.gateway(), agentMs, context);
      tellHomes(Kind.GATEWAY_BACK, pulse.gateway(), agentMs, out);
    }
    if (lateSince.value() != null) {
      lateSince.clear();
      lateEndedCityMs.update(now.cityMs());
      lateEndedRealMs.update(now.realMs());
      clear(WatchAlerts.CITY, agentMs, context);
      tellAll(Kind.PIPELINE_BACK, agentMs, out);
    }
    tick(context, now);
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<HomeSignal> out)
      throws Exception {
    Moment now = now(context);
    if (change.kind().equals("gateway")) {
      gateway(change, now, context);
    } else {
      home(change, out);
    }
    tick(context, now);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<HomeSignal> out)
      throws Exception {
    Moment now = now(context);
    ticking.clear();
    tick(context, now);
    Map<String, GatewayTrack> expected = expected();
    if (expected.isEmpty() || lateSince.value() != null) {
      return;
    }
    Moment notBefore = firstMoment(now).plusCityMs(graceMs).orLater(lateEnded());
    Moment newest = new Moment(0, 0);
    long newestAgentMs = 0;
    for (GatewayTrack gateway : expected.values()) {
      newest = newest.orLater(new Moment(gateway.heardCityMs(), gateway.heardRealMs()));
      newestAgentMs = Math.max(newestAgentMs, gateway.agentMs());
    }
    if (lateAfter.passed(newest.orLater(notBefore), now)) {
      pipelineLate(newestAgentMs, expected.size(), context, out);
      return;
    }
    for (Map.Entry<String, GatewayTrack> gateway : expected.entrySet()) {
      GatewayTrack track = gateway.getValue();
      Moment heard = new Moment(track.heardCityMs(), track.heardRealMs());
      if (track.offlineSinceMs() == 0 && offlineAfter.passed(heard.orLater(notBefore), now)) {
        gatewayOffline(gateway.getKey(), track, context, out);
      }
    }
  }

  private void gateway(SubjectChange change, Moment now, Context context) throws Exception {
    if (change.removed()) {
      GatewayTrack track = gateways.get(change.id());
      if (track != null && track.offlineSinceMs() > 0) {
        clear(change.id(), track.offlineSinceMs(), context);
      }
      gateways.remove(change.id());
      alerts.remove(change.id());
      return;
    }
    Gateway entry = change.parsed().getGateway();
    boolean expected =
        entry.getDevicesList().stream().anyMatch(device -> device.getDomain() == Domain.HOMES);
    GatewayTrack before = gateways.get(change.id());
    gateways.put(
        change.id(),
        before == null
            ? GatewayTrack.registered(entry.getDistrict(), expected, now.cityMs(), now.realMs())
            : before.described(entry.getDistrict(), expected));
  }

  private void home(SubjectChange change, Collector<HomeSignal> out) throws Exception {
    if (change.removed()) {
      homes.remove(change.id());
      return;
    }
    Set<String> through = new TreeSet<>();
    for (Plug plug : change.parsed().getHome().getPlugsList()) {
      through.add(plug.getGateway());
    }
    homes.put(change.id(), String.join(",", through));
    Long late = lateSince.value();
    if (late != null) {
      out.collect(HomeSignal.ofGateway(Kind.PIPELINE_LATE, change.id(), "", late));
    }
    for (String gateway : through) {
      GatewayTrack track = gateways.get(gateway);
      if (track != null && track.offlineSinceMs() > 0) {
        out.collect(
            HomeSignal.ofGateway(
                Kind.GATEWAY_OFFLINE, change.id(), gateway, track.offlineSinceMs()));
      }
    }
  }

  private void pipelineLate(
      long newestAgentMs, int count, OnTimerContext context, Collector<HomeSignal> out)
      throws Exception {
    long sinceMs = newestAgentMs + lateAfter.limitMs();
    lateSince.update(sinceMs);
    open(WatchAlerts.CITY, WatchAlerts.pipelineLate(count, newestAgentMs), sinceMs, context);
    tellAll(Kind.PIPELINE_LATE, sinceMs, out);
  }

  private void gatewayOffline(
      String gateway, GatewayTrack track, OnTimerContext context, Collector<HomeSignal> out)
      throws Exception {
    long sinceMs = track.agentMs() + offlineAfter.limitMs();
    gateways.put(gateway, track.offline(sinceMs));
    int told = tellHomes(Kind.GATEWAY_OFFLINE, gateway, sinceMs, out);
    open(
        gateway,
        WatchAlerts.gatewayOffline(gateway, track.district(), track.agentMs(), told),
        sinceMs,
        context);
  }

  private void open(String subject, Alert content, long sinceMs, OnTimerContext context)
      throws Exception {
    AlertBook book = new AlertBook(alerts.get(subject));
    book.open(content, sinceMs, sinceMs).ifPresent(alert -> context.output(ALERTS, alert));
    keep(subject, book);
  }

  /** What is heard of the time before it was called silent came late; else it is back. */
  private void clear(String subject, long heardMs, Context context) throws Exception {
    AlertBook book = new AlertBook(alerts.get(subject));
    Alert last = book.last();
    if (last != null) {
      String because = heardMs < last.getOpenedAtMs() ? "late-data" : "heard-again";
      book.clear(because, Math.max(heardMs, last.getOpenedAtMs()))
          .ifPresent(alert -> context.output(ALERTS, alert));
      keep(subject, book);
    }
  }

  private void keep(String subject, AlertBook book) throws Exception {
    Alert last = book.last();
    if (last != null && book.changed()) {
      alerts.put(subject, last);
    }
  }

  private int tellHomes(Kind kind, String gateway, long atMs, Collector<HomeSignal> out)
      throws Exception {
    int told = 0;
    for (Map.Entry<String, String> home : homes.entries()) {
      if (List.of(home.getValue().split(",", -1)).contains(gateway)) {
        out.collect(HomeSignal.ofGateway(kind, home.getKey(), gateway, atMs));
        told++;
      }
    }
    return told;
  }

  private void tellAll(Kind kind, long atMs, Collector<HomeSignal> out) throws Exception {
    List<String> all = new ArrayList<>();
    homes.keys().forEach(all::add);
    for (String home : all) {
      out.collect(HomeSignal.ofGateway(kind, home, "", atMs));
    }
  }

  private Map<String, GatewayTrack> expected() throws Exception {
    Map<String, GatewayTrack> expected = new HashMap<>();
    for (Map.Entry<String, GatewayTrack> gateway : gateways.entries()) {
      if (gateway.getValue().expected()) {
        expected.put(gateway.getKey(), gateway.getValue());
      }
    }
    return expected;
  }

  private Moment lateEnded() throws Exception {
    Long cityMs = lateEndedCityMs.value();
    Long realMs = lateEndedRealMs.value();
    return cityMs == null || realMs == null ? new Moment(0, 0) : new Moment(cityMs, realMs);
  }

  private void tick(Context context, Moment now) throws Exception {
    if (ticking.value() == null) {
      ticking.update(true);
      context.timerService().registerProcessingTimeTimer(now.realMs() + tickMs);
    }
  }

  private Moment now(Context context) {
    Moment now = new Moment(clock.millis(), context.timerService().currentProcessingTime());
    started = firstMoment(now);
    return now;
  }

  /** When this attempt of the job began to look. */
  private Moment firstMoment(Moment now) {
    return started == null ? now : started;
  }
}
