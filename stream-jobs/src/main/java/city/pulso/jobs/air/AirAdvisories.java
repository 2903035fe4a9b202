package city.pulso.jobs.air;

import city.pulso.jobs.air.advice.Advice;
import city.pulso.jobs.air.advisory.DistrictTrack;
import city.pulso.jobs.air.advisory.DistrictTrack.InForce;
import city.pulso.jobs.air.advisory.KoreanAdvisory;
import city.pulso.jobs.air.advisory.KoreanAdvisory.Stage;
import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Severity;
import city.pulso.schemas.v1.Support;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Korea's fine-dust and ozone alerts per district, for a city that asks for them ({@code
 * air-advisories: korea}). Keyed by district; fed with the hours of its stations. The rule is
 * {@link KoreanAdvisory}, over hours kept by {@link DistrictTrack}.
 *
 * <p>Broadcast state: "advisory-settings", whose advisories the city asks for and the names of
 * districts; removed with their entries. Keyed state: "district", 48 hours of its stations, cleared
 * when the last of them leaves the registry; "advisories", the newest alert of each pollutant,
 * cleared with it or with the district. No timers: hours are its clock.
 */
final class AirAdvisories
    extends KeyedBroadcastProcessFunction<String, SubjectNews, SubjectChange, Alert> {
  static final MapStateDescriptor<String, String> SETTINGS =
      new MapStateDescriptor<>("advisory-settings", Types.STRING, Types.STRING);

  static final String KIND = "air-advisory";

  private static final long serialVersionUID = 1L;
  private static final String WHOSE = "city";
  private static final String KOREA = "korea";
  private static final ValueStateDescriptor<DistrictTrack> TRACK =
      new ValueStateDescriptor<>("district", AdvisoryFormats.TRACK);
  private static final MapStateDescriptor<String, Alert> ALERTS =
      new MapStateDescriptor<>("advisories", Types.STRING, AlertBook.TYPE);

  private transient ValueState<@Nullable DistrictTrack> district;
  private transient MapState<String, Alert> alerts;

  @Override
  public void open(OpenContext context) {
    district = getRuntimeContext().getState(TRACK);
    alerts = getRuntimeContext().getMapState(ALERTS);
  }

  @Override
  public void processBroadcastElement(SubjectChange change, Context context, Collector<Alert> out)
      throws Exception {
    BroadcastState<String, String> settings = context.getBroadcastState(SETTINGS);
    if (change.kind().equals("district")) {
      if (change.removed()) {
        settings.remove("district/" + change.id());
        end(context, change.id(), "district-removed", out);
      } else {
        settings.put("district/" + change.id(), change.parsed().getDistrict().getName());
      }
      return;
    }
    String asked = change.removed() ? "" : change.parsed().getCity().getAirAdvisories();
    settings.put(WHOSE, asked);
    if (!asked.equals(KOREA)) {
      end(context, "", "not-asked", out);
    }
  }

  /** Clears what is open in one district, or, without one, everywhere. */
  private static void end(Context context, String only, String because, Collector<Alert> out)
      throws Exception {
    context.applyToKeyedState(
        ALERTS,
        (id, state) -> {
          if (only.isEmpty() || only.equals(id)) {
            for (Alert alert : state.values()) {
              new AlertBook(alert).clear(because, alert.getUpdatedAtMs()).ifPresent(out::collect);
            }
            state.clear();
          }
        });
  }

  @Override
  public void processElement(SubjectNews news, ReadOnlyContext context, Collector<Alert> out)
      throws Exception {
    boolean asked = KOREA.equals(context.getBroadcastState(SETTINGS).get(WHOSE));
    if (!asked && !news.removed()) {
      return; // no history is kept of what nobody asks for
    }
    DistrictTrack known = district.value();
    DistrictTrack track = known == null ? DistrictTrack.EMPTY : known;
    if (news.removed()) {
      track = track.without(news.id());
      if (track.hours().isEmpty()) {
        for (Alert alert : alerts.values()) {
          new AlertBook(alert)
              .clear("station-removed", alert.getUpdatedAtMs())
              .ifPresent(out::collect);
        }
        district.clear();
        alerts.clear();
        return;
      }
      publish(news.district(), track, AirAlerts.LATE_DATA, context, out);
    }
    long throughMs = track.throughMs();
    boolean late = false;
    for (JudgedHour hour : news.hours()) {
      if (hour.hourMs() < throughMs) {
        track = track.with(news.id(), hour.hourMs(), means(hour));
        late = true;
      }
    }
    if (late) {
      publish(news.district(), track, AirAlerts.LATE_DATA, context, out);
    }
    for (JudgedHour hour : news.hours()) {
      if (hour.hourMs() >= throughMs) {
        track = track.with(news.id(), hour.hourMs(), means(hour));
        publish(news.district(), track, "level-lifted", context, out);
      }
    }
    district.update(track);
  }

  private static Map<Pollutant, Double> means(JudgedHour hour) {
    Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : DistrictTrack.POLLUTANTS) {
      for (JudgedHour.Figure figure : hour.figures()) {
        if (figure.name().equals(pollutant.key() + "_1h")) {
          means.put(pollutant, figure.value());
        }
      }
    }
    return means;
  }

  private void publish(
      String id,
      DistrictTrack track,
      String endedBecause,
      ReadOnlyContext context,
      Collector<Alert> out)
      throws Exception {
    if (!KOREA.equals(context.getBroadcastState(SETTINGS).get(WHOSE)) || id.isEmpty()) {
      return;
    }
    String name = context.getBroadcastState(SETTINGS).get("district/" + id);
    for (Pollutant pollutant : DistrictTrack.POLLUTANTS) {
      AlertBook book = new AlertBook(alerts.get(pollutant.key()));
      Alert wanted = wanted(id, name == null ? id : name, pollutant, track, endedBecause);
      Optional<Alert> said = book.follow(wanted);
      if (said.isPresent()) {
        out.collect(said.get());
        alerts.put(pollutant.key(), said.get());
      }
    }
  }

  private static Alert wanted(
      String id, String name, Pollutant pollutant, DistrictTrack track, String endedBecause) {
    InForce state = track.inForce(pollutant);
    Stage stage = state.advisory().stage();
    long atMs = track.throughMs();
    Alert.Builder alert =
        Alert.newBuilder()
            .setKind(KIND + "-" + pollutant.key().replace('_', '-'))
            .setSubject(id)
            .setDistrict(id)
            .setOpenedAtMs(state.sinceMs())
            .setUpdatedAtMs(atMs);
    if (stage == Stage.NONE) {
      return alert
          .setStatus(AlertStatus.CLEARED)
          .setClearedAtMs(state.overMs() == 0 ? atMs : state.overMs())
          .setClearedBecause(endedBecause)
          .build();
    }
    KoreanAdvisory.Level level = KoreanAdvisory.level(pollutant, stage);
    boolean worse = stage != Stage.ADVISORY;
    alert
        .setStatus(AlertStatus.OPEN_ALERT)
        .setSeverity(worse ? Severity.CRITICAL : Severity.WARNING)
        .setAudience(Audience.PUBLIC)
        .setMessageKey(KIND)
        .setRule(
            "Clean Air Conservation Act (Korea), alert levels: 1 h mean at or above %s for %d h, over below %s"
                .formatted(level.raisedAt(), level.hours(), level.overBelow()))
        .putParameters("name", name)
        .putParameters("pollutant", pollutant.key())
        .putParameters("stage", stage.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .putParameters("raised", written(level.raisedAt(), pollutant))
        .putParameters("lifted", written(level.overBelow(), pollutant))
        .putParameters("hours", Integer.toString(level.hours()))
        .setActionKey(
            Advice.outdoors(Group.EVERYBODY, worse ? Advice.Air.CRITICAL : Advice.Air.BAD).key());
    long hourMs = atMs - HourBucket.HOUR_MS;
    BigDecimal value = track.value(pollutant, hourMs);
    if (value != null) {
      alert.addEvidence(
          AirAlerts.evidence(pollutant.key() + "_1h", value.doubleValue(), pollutant.unit(), atMs));
    }
    track
        .stations(pollutant, hourMs)
        .forEach(station -> alert.addStations(Support.newBuilder().setStation(station)));
    return alert.build();
  }

  private static String written(BigDecimal value, Pollutant pollutant) {
    return value.toPlainString() + (pollutant.gas() ? " ppb" : " µg/m³");
  }
}
