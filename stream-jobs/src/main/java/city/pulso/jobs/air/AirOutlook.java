package city.pulso.jobs.air;

import city.pulso.jobs.air.outlook.OutlookMemory;
import city.pulso.jobs.air.outlook.StationOutlook;
import city.pulso.jobs.air.outlook.StationOutlook.Forecast;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.OutlookState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
 * Outlook of each station from its hourly points. Keyed by station. The rules are {@link
 * StationOutlook}.
 *
 * <p>Keyed state: "outlook", what was learnt, some kilobytes however long it runs, and
 * "registered". Both are cleared when the station leaves the registry; what arrives for a station
 * the registry does not know is cleared after {@link #PATIENCE} of real time.
 */
final class AirOutlook
    extends KeyedCoProcessFunction<String, StoredPoint, SubjectChange, StoredPoint> {
  static final OutputTag<StateMessage> STATES =
      new OutputTag<>("air-outlook-states", TypeInformation.of(StateMessage.class));
  static final String STATE_KIND = "outlook";

  /** How long hours wait for the registry's entry, which may take another way through the job. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final long serialVersionUID = 1L;
  private static final long HOUR_MS = 3_600_000L;

  private transient StationOutlook rules;
  private transient ValueState<@Nullable OutlookMemory> memory;
  private transient ValueState<@Nullable Boolean> registered;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  AirOutlook() {}

  @Override
  public void open(OpenContext context) {
    rules = new StationOutlook();
    memory =
        getRuntimeContext().getState(new ValueStateDescriptor<>("outlook", OutlookFormats.OUTLOOK));
    registered =
        getRuntimeContext().getState(new ValueStateDescriptor<>("registered", Types.BOOLEAN));
  }

  @Override
  public void processElement1(StoredPoint hour, Context context, Collector<StoredPoint> out)
      throws Exception {
    OutlookMemory known = memory.value();
    OutlookMemory before = known == null ? OutlookMemory.NONE : known;
    if (!StationOutlook.isNew(before, hour.timeMs())) {
      return;
    }
    StationOutlook.Step step = rules.hour(before, hour.timeMs(), means(hour));
    memory.update(step.memory());
    if (registered.value() == null) {
      context
          .timerService()
          .registerProcessingTimeTimer(
              context.timerService().currentProcessingTime() + PATIENCE.toMillis());
    }
    String station = hour.tag("station");
    for (int ahead : StationOutlook.AHEAD) {
      List<Forecast> forecasts =
          step.forecasts().stream().filter(f -> f.hoursAhead() == ahead).toList();
      if (!forecasts.isEmpty()) {
        out.collect(point(hour.tag("district"), station, forecasts));
      }
    }
    if (!step.forecasts().isEmpty()) {
      context.output(STATES, state(hour, step.forecasts()));
    } else if (before.given()) {
      context.output(STATES, StateMessage.removed(STATE_KIND, station));
    }
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<StoredPoint> out)
      throws Exception {
    if (!change.removed()) {
      registered.update(true);
      return;
    }
    context.output(STATES, StateMessage.removed(STATE_KIND, change.id()));
    memory.clear();
    registered.clear();
  }

  @Override
  public void onTimer(long timeMs, OnTimerContext context, Collector<StoredPoint> out)
      throws Exception {
    if (registered.value() == null) {
      memory.clear();
    }
  }

  private static Map<Pollutant, Double> means(StoredPoint hour) {
    Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : Pollutant.values()) {
      if (hour.field(pollutant.field()) instanceof Double mean) {
        means.put(pollutant, mean);
      }
    }
    return means;
  }

  /** Its time is the hour it speaks of, so that it lies over what was then measured. */
  private static StoredPoint point(String district, String station, List<Forecast> forecasts) {
    Forecast first = forecasts.get(0);
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.AIR_OUTLOOK, first.hourMs())
            .tag("district", district)
            .tag("station", station)
            .tag("ahead", first.hoursAhead() + "h");
    for (Forecast forecast : forecasts) {
      String key = forecast.pollutant().key();
      point
          .real(forecast.pollutant().field(), forecast.value())
          .real(key + "_rmse", forecast.score().rmse())
          .real(key + "_persistence_rmse", forecast.score().persistenceRmse());
    }
    return point.build();
  }

  private static StateMessage state(StoredPoint hour, List<Forecast> forecasts) {
    OutlookState.Builder state =
        OutlookState.newBuilder()
            .setStation(hour.tag("station"))
            .setDistrict(hour.tag("district"))
            .setMadeAtMs(hour.timeMs() + HOUR_MS);
    for (Forecast forecast : forecasts) {
      state.addForecasts(
          city.pulso.schemas.v1.Forecast.newBuilder()
              .setPollutant(forecast.pollutant().key())
              .setUnit(forecast.pollutant().unit())
              .setHoursAhead(forecast.hoursAhead())
              .setHourMs(forecast.hourMs())
              .setValue(forecast.value())
              .setRmse(forecast.score().rmse())
              .setPersistenceRmse(forecast.score().persistenceRmse()));
    }
    return StateMessage.of(STATE_KIND, hour.tag("station"), state);
  }
}
