package city.pulso.jobs.gateway;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.gateway.Silence.Moment;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.GatewayPulse;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.GatewayState;
import city.pulso.schemas.v1.Heartbeat;
import java.time.Clock;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * One stream's heartbeats as points and as latest state. Keyed by gateway.
 *
 * <p>Keyed state: "pulse" (newest heartbeat), "district", "heard-city-ms", "heard-real-ms",
 * "offline"; all cleared when the gateway is removed from the registry, or falls silent without
 * being in it.
 */
final class GatewayHealthFunction
    extends KeyedCoProcessFunction<String, GatewayPulse, SubjectChange, StoredPoint> {
  static final OutputTag<StateMessage> STATES =
      new OutputTag<>("states", TypeInformation.of(StateMessage.class));

  private static final long serialVersionUID = 1L;

  private final Silence silence;
  private final long graceMs;
  private final long tickMs;
  private final Clock clock;

  private transient @Nullable Moment started;
  private transient ValueState<@Nullable GatewayPulse> pulse;
  private transient ValueState<@Nullable String> district;
  private transient ValueState<@Nullable Long> heardCityMs;
  private transient ValueState<@Nullable Long> heardRealMs;
  private transient ValueState<@Nullable Boolean> offline;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  GatewayHealthFunction(JobConfig config, Clock clock) {
    this.silence = Silence.of(config.gatewayOfflineAfter(), config.silenceFloor());
    this.graceMs = config.restartGrace().toMillis();
    this.tickMs = config.tickInterval().toMillis();
    this.clock = clock;
  }

  @Override
  public void open(OpenContext context) {
    pulse =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("pulse", TypeInformation.of(GatewayPulse.class)));
    district = getRuntimeContext().getState(new ValueStateDescriptor<>("district", Types.STRING));
    heardCityMs =
        getRuntimeContext().getState(new ValueStateDescriptor<>("heard-city-ms", Types.LONG));
    heardRealMs =
        getRuntimeContext().getState(new ValueStateDescriptor<>("heard-real-ms", Types.LONG));
    offline = getRuntimeContext().getState(new ValueStateDescriptor<>("offline", Types.BOOLEAN));
  }

  @Override
  public void processElement1(GatewayPulse heard, Context context, Collector<StoredPoint> out)
      throws Exception {
    long realMs = context.timerService().currentProcessingTime();
    if (heardRealMs.value() == null) {
      context.timerService().registerProcessingTimeTimer(realMs + tickMs);
    }
    heardCityMs.update(clock.millis());
    heardRealMs.update(realMs);
    offline.clear();
    pulse.update(heard);
    out.collect(point(heard));
    context.output(STATES, state(heard, "online"));
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<StoredPoint> out)
      throws Exception {
    if (!change.removed()) {
      district.update(change.parsed().getGateway().getDistrict());
      return;
    }
    GatewayPulse last = pulse.value();
    if (last != null) {
      context.output(STATES, StateMessage.removed("gateway", id(last)));
    }
    forget();
  }

  private void forget() {
    district.clear();
    pulse.clear();
    heardCityMs.clear();
    heardRealMs.clear();
    offline.clear();
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<StoredPoint> out)
      throws Exception {
    Moment now = new Moment(clock.millis(), context.timerService().currentProcessingTime());
    if (started == null) {
      started = now;
    }
    Long city = heardCityMs.value();
    Long real = heardRealMs.value();
    GatewayPulse last = pulse.value();
    if (city == null || real == null || last == null) {
      return;
    }
    Moment since = new Moment(city, real).orLater(started.plusCityMs(graceMs));
    boolean silent = silence.passed(since, now);
    if (silent && district.value() == null) {
      context.output(STATES, StateMessage.removed("gateway", id(last)));
      forget();
      return;
    }
    context.timerService().registerProcessingTimeTimer(now.realMs() + tickMs);
    if (offline.value() == null && silent) {
      offline.update(true);
      context.output(STATES, state(last, "offline"));
    }
  }

  private StoredPoint point(GatewayPulse heard) throws Exception {
    Heartbeat heartbeat = heard.heartbeat();
    String known = district.value();
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.GATEWAY_HEALTH, heartbeat.getAgentTimeMs())
            .tag("district", known == null || known.isEmpty() ? Assignment.UNASSIGNED_TAG : known)
            .tag("gateway", heard.gateway())
            .tag("domain", Topics.level(heard.domain()))
            .whole("spool_batches", heartbeat.getSpoolBatches())
            .whole("spool_bytes", heartbeat.getSpoolBytes())
            .whole("spool_oldest_age_ms", heartbeat.getSpoolOldestAgeMs())
            .whole("accepted", heartbeat.getAccepted())
            .whole("refused", heartbeat.getRefused())
            .whole("evicted", heartbeat.getEvicted())
            .whole("batches", heard.batches())
            .whole("duplicates", heard.duplicates())
            .whole("missing", heard.missing())
            .whole("spools", heard.epochs());
    if (heartbeat.getWindow() > 0) {
      point
          .whole("in_flight", heartbeat.getInFlight())
          .whole("window", heartbeat.getWindow())
          .whole("receipt_lag_ms", heartbeat.getReceiptLagMs());
    }
    return point.build();
  }

  private StateMessage state(GatewayPulse heard, String word) throws Exception {
    Heartbeat heartbeat = heard.heartbeat();
    String known = district.value();
    return StateMessage.of(
        "gateway",
        id(heard),
        GatewayState.newBuilder()
            .setGateway(heard.gateway())
            .setDomain(Topics.level(heard.domain()))
            .setDistrict(known == null ? "" : known)
            .setHeartbeatMs(heartbeat.getAgentTimeMs())
            .setSpoolBatches(heartbeat.getSpoolBatches())
            .setSpoolOldestAgeMs(heartbeat.getSpoolOldestAgeMs())
            .setAccepted(heartbeat.getAccepted())
            .setRefused(heartbeat.getRefused())
            .setEvicted(heartbeat.getEvicted())
            .setBatches(heard.batches())
            .setDuplicates(heard.duplicates())
            .setMissing(heard.missing())
            .setInFlight(heartbeat.getInFlight())
            .setWindow(heartbeat.getWindow())
            .setReceiptLagMs(heartbeat.getReceiptLagMs())
            .setSpools(heard.epochs())
            .setState(word));
  }

  private static String id(GatewayPulse heard) {
    return heard.gateway() + "." + Topics.level(heard.domain());
  }
}
