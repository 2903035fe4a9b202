package city.pulso.jobs.air;

import static java.util.Objects.requireNonNull;

import city.pulso.jobs.air.drift.DayPair;
import city.pulso.jobs.air.drift.DriftRule;
import city.pulso.jobs.air.drift.DriftTrack;
import city.pulso.jobs.air.drift.DriftTrack.Pull;
import city.pulso.jobs.air.drift.Neighbourhood;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Evidence;
import city.pulso.schemas.v1.Severity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Health of each station: its own figures of the hour, and whether it has left its neighbourhood,
 * which operators are told. Keyed by station; every station hears the hours of all. The rules are
 * {@link DriftRule} and {@link Neighbourhood}; a day is judged once the station's evidence is three
 * hours into the next.
 *
 * <p>Broadcast state: "stations", the newest 48 hours of each station; removed when the station
 * leaves the registry. Keyed state: "drift", where the station stands, and "drift-alert", its
 * newest alert; both are cleared when it leaves the registry.
 */
final class AirHealth
    extends KeyedBroadcastProcessFunction<String, StoredPoint, StationHour, StoredPoint> {
  static final OutputTag<Alert> ALERTS = new OutputTag<>("air-drift-alerts", AlertBook.TYPE);
  static final String ALERT_KIND = "station-drift";
  static final MapStateDescriptor<String, StationHours> STATIONS =
      new MapStateDescriptor<>("stations", Types.STRING, SiteFormats.STATION_HOURS);

  private static final long serialVersionUID = 1L;
  private static final long HOUR_MS = 3_600_000L;
  private static final long DAY_MS = 24 * HOUR_MS;

  /** How far into the next day the neighbours' last hours are waited for. */
  private static final long GRACE_MS = 3 * HOUR_MS;

  private static final ValueStateDescriptor<DriftTrack> DRIFT =
      new ValueStateDescriptor<>("drift", DriftFormats.DRIFT);
  private static final ValueStateDescriptor<Alert> ALERT =
      new ValueStateDescriptor<>("drift-alert", AlertBook.TYPE);

  private transient DriftRule rules;
  private transient ValueState<@Nullable DriftTrack> drift;
  private transient ValueState<@Nullable Alert> alert;

  /** The broadcast state, looked at as a map; null = not read yet. */
  private transient @Nullable Map<String, StationHours> city;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  AirHealth() {}

  @Override
  public void open(OpenContext context) {
    rules = new DriftRule();
    drift = getRuntimeContext().getState(DRIFT);
    alert = getRuntimeContext().getState(ALERT);
  }

  @Override
  public void processElement(
      StoredPoint health, ReadOnlyContext context, Collector<StoredPoint> out) throws Exception {
    DriftTrack known = drift.value();
    DriftTrack track = known == null ? DriftTrack.NONE : known;
    long day = Math.floorDiv(health.timeMs() - GRACE_MS, DAY_MS) - 1;
    String station = health.tag("station");
    Map<String, StationHours> around = city(context.getBroadcastState(STATIONS));
    if (day > track.judgedDay() && around.containsKey(station)) {
      Map<Pollutant, DayPair> pairs = Neighbourhood.day(station, around, day * DAY_MS);
      track = rules.day(track, day, pairs);
      drift.update(track);
      tell(station, health.tag("district"), track, pairs, context);
    }
    out.collect(withDrift(health, track));
  }

  @Override
  public void processBroadcastElement(StationHour hour, Context context, Collector<StoredPoint> out)
      throws Exception {
    BroadcastState<String, StationHours> stations = context.getBroadcastState(STATIONS);
    Map<String, StationHours> known = city(stations);
    if (!hour.removed()) {
      StationHours before = known.get(hour.station());
      StationHours heard = before == null ? StationHours.of(hour) : before.with(hour);
      stations.put(hour.station(), heard);
      known.put(hour.station(), heard);
      return;
    }
    stations.remove(hour.station());
    known.remove(hour.station());
    context.applyToKeyedState(
        ALERT,
        (station, state) -> {
          if (station.equals(hour.station())) {
            Alert open = state.value();
            new AlertBook(open)
                .clear("station-removed", open == null ? 0 : open.getUpdatedAtMs())
                .ifPresent(cleared -> context.output(ALERTS, cleared));
            state.clear();
          }
        });
    context.applyToKeyedState(
        DRIFT,
        (station, state) -> {
          if (station.equals(hour.station())) {
            state.clear();
          }
        });
  }

  private void tell(
      String station,
      String district,
      DriftTrack track,
      Map<Pollutant, DayPair> pairs,
      ReadOnlyContext context)
      throws Exception {
    AlertBook book = new AlertBook(alert.value());
    long nowMs = (track.judgedDay() + 1) * DAY_MS;
    Pollutant pollutant = track.drifting();
    if (pollutant == null) {
      book.clear("back-in-neighbourhood", nowMs).ifPresent(a -> context.output(ALERTS, a));
    } else {
      Pull pull = requireNonNull(track.pulls().get(pollutant));
      Alert content = content(station, district, pollutant, pull, pairs.get(pollutant), nowMs);
      book.open(content, pull.sinceDay() * DAY_MS, nowMs).ifPresent(a -> context.output(ALERTS, a));
    }
    if (book.changed()) {
      alert.update(book.last());
    }
  }

  private static Alert content(
      String station,
      String district,
      Pollutant pollutant,
      Pull pull,
      @Nullable DayPair pair,
      long nowMs) {
    String times = rounded(pull.factor()).toPlainString();
    Alert.Builder content =
        Alert.newBuilder()
            .setKind(ALERT_KIND)
            .setSubject(station)
            .setSeverity(Severity.WARNING)
            .setAudience(Audience.OPERATORS)
            .setMessageKey(ALERT_KIND)
            .setDistrict(district)
            .setRule(
                "away from its usual place among the stations within 15 km for %d days in a row"
                    .formatted(DriftRule.AWAY_DAYS))
            .putParameters("station", station)
            .putParameters("pollutant", pollutant.key())
            .putParameters("times", times)
            .addEvidence(evidence("times_usual", pull.factor(), "1", nowMs));
    if (pair != null) {
      String unit = pollutant.unit();
      content
          .addEvidence(evidence(pollutant.key() + "_24h", pair.own(), unit, nowMs))
          .addEvidence(
              evidence(pollutant.key() + "_neighbours_24h", pair.neighbours(), unit, nowMs));
    }
    return content.build();
  }

  private static Evidence evidence(String name, double value, String unit, long atMs) {
    return Evidence.newBuilder().setName(name).setValue(value).setUnit(unit).setAtMs(atMs).build();
  }

  private static StoredPoint withDrift(StoredPoint health, DriftTrack track) {
    StoredPoint.Builder point = health.toBuilder();
    Pollutant drifting = track.drifting();
    if (track.judgedDay() != Long.MIN_VALUE) {
      point.whole("drifting", drifting == null ? 0 : 1);
    }
    if (drifting != null) {
      point
          .text("drift_pollutant", drifting.key())
          .real(
              "drift_times",
              rounded(requireNonNull(track.pulls().get(drifting)).factor()).doubleValue());
    }
    return point.build();
  }

  private static BigDecimal rounded(double factor) {
    return BigDecimal.valueOf(factor).setScale(2, RoundingMode.HALF_UP);
  }

  private Map<String, StationHours> city(ReadOnlyBroadcastState<String, StationHours> state)
      throws Exception {
    Map<String, StationHours> known = city;
    if (known == null) {
      known = new HashMap<>();
      for (Map.Entry<String, StationHours> station : state.immutableEntries()) {
        known.put(station.getKey(), station.getValue());
      }
      city = known;
    }
    return known;
  }
}
