package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.hot.HotKeyedCoOperator;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.AirState;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TimeSource;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The station operator with its state, fed with evidence by hand. */
@NullUnmarked
class AirStationTest {
  private static final long HOUR = 3_600_000L;
  private static final long T0 = 1_494_000_000_000L / HOUR * HOUR;
  private static final Assignment STATION =
      new Assignment(
          Assignment.Kind.STATION,
          "st-1",
          "",
          "lince",
          "Lince",
          -12.08,
          -77.03,
          "low-cost-optical",
          false,
          0,
          3_600);

  private KeyedTwoInputStreamOperatorTestHarness<String, Evidence, SubjectChange, StoredPoint>
      harness;

  @BeforeEach
  void start() throws Exception {
    harness = harness();
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void an_hour_is_said_once_when_evidence_passes_its_end() throws Exception {
    hourly(0, 20);
    assertThat(points("air_raw")).hasSize(1);
    StoredPoint hour = only(points("air_hourly"));
    assertThat(hour.timeMs()).isEqualTo(T0);
    assertThat(hour.tag("station")).isEqualTo("st-1");
    assertThat(hour.tag("district")).isEqualTo("lince");
    assertThat(hour.field("pm2_5_ugm3")).isEqualTo(20.0);
    assertThat(hour.field("readings")).isEqualTo(1L);
    assertThat(hour.field("revision")).isEqualTo(1L);
    StoredPoint index = only(points("air_index"));
    assertThat(index.tag("scheme")).isEqualTo("us-epa");
    assertThat(index.field("category")).as("one of three hours").isEqualTo("no-data");
    assertThat(index.field("aqi")).isNull();

    heartbeat(T0 + HOUR + 30_000);
    assertThat(points("air_hourly")).hasSize(1);
    hourly(1, 20);
    assertThat(points("air_hourly")).hasSize(2);
    assertThat(last(points("air_index")).field("aqi")).isEqualTo(71L);
    assertThat(last(points("air_index")).field("pm2_5_nowcast_ugm3")).isEqualTo(20.0);
    assertThat(state().getCategory()).isEqualTo("moderate");
    assertThat(state().getAqi()).isEqualTo(71);
    assertThat(state().getObservedAtMs()).isEqualTo(T0 + 2 * HOUR);
  }

  @Test
  void a_late_reading_rewrites_its_hour_and_the_index_of_those_that_follow() throws Exception {
    hourly(0, 20);
    heartbeat(T0 + 2 * HOUR);
    hourly(2, 20);
    hourly(3, 20);
    int hoursBefore = points("air_hourly").size();
    hourly(1, 80);
    assertThat(points("air_hourly")).as("nothing before evidence goes on").hasSize(hoursBefore);
    heartbeat(T0 + 4 * HOUR + 30_000);

    List<StoredPoint> rewritten = points("air_hourly").subList(hoursBefore, hoursBefore + 1);
    assertThat(points("air_hourly")).hasSize(hoursBefore + 1);
    assertThat(rewritten.get(0).timeMs()).isEqualTo(T0 + HOUR);
    assertThat(rewritten.get(0).field("pm2_5_ugm3")).isEqualTo(80.0);
    assertThat(rewritten.get(0).field("revision")).isEqualTo(2L);
    List<StoredPoint> indices = points("air_index");
    List<StoredPoint> second =
        indices.stream().filter(p -> p.field("revision").equals(2L)).toList();
    assertThat(second)
        .extracting(StoredPoint::timeMs)
        .containsExactly(T0 + HOUR, T0 + 2 * HOUR, T0 + 3 * HOUR);
  }

  @Test
  void a_station_silent_while_its_gateway_is_heard_has_no_data_and_is_never_good()
      throws Exception {
    for (int hour = 0; hour < 4; hour++) {
      hourly(hour, 5);
    }
    assertThat(state().getCategory()).isEqualTo("good");
    heartbeat(T0 + 5 * HOUR);
    assertThat(state().getCategory()).as("two of the three newest are there").isEqualTo("good");
    heartbeat(T0 + 6 * HOUR);
    assertThat(state().getCategory()).isEqualTo("no-data");
    assertThat(state().hasAqi()).isFalse();
    assertThat(state().hasPm25NowcastUgm3()).isFalse();
    assertThat(last(points("air_hourly")).field("readings")).isEqualTo(0L);
    assertThat(last(points("air_hourly")).field("pm2_5_ugm3")).isNull();
    hourly(6, 5);
    hourly(7, 5);
    assertThat(state().getCategory()).as("back again").isEqualTo("good");
  }

  @Test
  void alerts_hear_every_hour_with_its_index_and_again_when_late_data_changed_it()
      throws Exception {
    hourly(0, 20);
    hourly(1, 20);
    hourly(2, 20);
    hourly(1, 80);
    heartbeat(T0 + 3 * HOUR + 30_000);
    List<SubjectNews> news = side(AirStation.NEWS);
    assertThat(news).hasSize(4);
    assertThat(news.get(0).about()).isNotNull();
    assertThat(news.get(0).about().name()).isEqualTo("Lince");
    assertThat(last(news).hours())
        .extracting(JudgedHour::hourMs, JudgedHour::revision)
        .containsExactly(tuple(T0 + HOUR, 2), tuple(T0 + 2 * HOUR, 2));
    JudgedHour judged = last(news).hours().get(1);
    assertThat(judged.category()).isEqualTo("unhealthy-sensitive");
    assertThat(judged.rank()).isEqualTo(3);
    assertThat(judged.ownRank()).as("the hour by itself").isEqualTo(2);
    assertThat(judged.pollutant()).isEqualTo("pm2_5");
    assertThat(judged.figures())
        .extracting(JudgedHour.Figure::name, JudgedHour.Figure::unit)
        .containsExactly(
            tuple("aqi", "1"), tuple("pm2_5_nowcast", "ug/m3"), tuple("pm2_5_1h", "ug/m3"));
    assertThat(judged.stations()).containsExactly(new JudgedHour.Support("st-1", 0));
  }

  @Test
  void a_flagged_value_is_stored_with_its_reason_and_enters_no_mean() throws Exception {
    reading(reading(T0 + HOUR, -1));
    StoredPoint raw = only(points("air_raw"));
    assertThat(raw.field("pm2_5_ugm3")).isEqualTo(-1.0);
    assertThat(raw.field("flags")).isEqualTo("pm2_5:sentinel");
    StoredPoint hour = only(points("air_hourly"));
    assertThat(hour.field("pm2_5_ugm3")).isNull();
    assertThat(hour.field("flagged")).isEqualTo(1L);
  }

  @Test
  void a_reading_from_the_future_is_stored_and_moves_nothing() throws Exception {
    hourly(0, 20);
    Reading future =
        reading(T0 + 500 * HOUR, 20).toBuilder().addDoubts(Doubt.FROM_THE_FUTURE).build();
    reading(future);
    assertThat(last(points("air_raw")).field("flags")).isEqualTo("from-the-future");
    assertThat(points("air_hourly")).hasSize(1);
    hourly(1, 20);
    assertThat(points("air_hourly")).hasSize(2);
  }

  @Test
  void a_reading_of_an_unknown_device_is_stored_raw_and_no_more() throws Exception {
    harness.processElement1(
        new StreamRecord<>(
            new Evidence(
                "dev-9",
                "gw-1",
                Domain.AIR,
                T0,
                reading(T0, 20),
                T0,
                Assignment.NONE,
                Origin.UNKNOWN)));
    assertThat(only(points("air_raw")).tag("station")).isEqualTo("unassigned");
    assertThat(points("air_hourly")).isEmpty();
    harness.snapshot(1, 0);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void a_station_that_leaves_the_registry_leaves_no_state_and_alerts_hear_of_it() throws Exception {
    for (int hour = 0; hour < 4; hour++) {
      hourly(hour, 45);
    }
    harness.processElement2(
        new StreamRecord<>(new SubjectChange("station", "st-1", new byte[0], new byte[0])));
    assertThat(last(side(AirStation.NEWS)))
        .isEqualTo(SubjectNews.removed(SubjectNews.Kind.STATION, "st-1", ""));
    assertThat(last(states()).json()).isEmpty();
    harness.snapshot(1, 0);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void the_sites_around_hear_every_hour_and_that_the_station_is_gone() throws Exception {
    hourly(0, 20);
    heartbeat(T0 + 2 * HOUR);
    assertThat(side(AirStation.HOURS))
        .extracting(StationHour::hourMs, StationHour::means)
        .containsExactly(tuple(T0, Map.of(Pollutant.PM2_5, 20.0)), tuple(T0 + HOUR, Map.of()));
    assertThat(side(AirStation.HOURS).get(0).place()).isEqualTo(new Place(-12.08, -77.03));
    harness.processElement2(
        new StreamRecord<>(new SubjectChange("station", "st-1", new byte[0], new byte[0])));
    assertThat(last(side(AirStation.HOURS))).isEqualTo(StationHour.removed("st-1"));
  }

  @Test
  void hours_older_than_two_days_are_forgotten() throws Exception {
    for (int hour = 0; hour < 60; hour++) {
      hourly(hour, 10 + hour % 5);
    }
    assertThat(points("air_hourly")).hasSize(60);
    hourly(2, 10);
    assertThat(points("air_raw")).as("still stored raw").hasSize(61);
    heartbeat(T0 + 60 * HOUR + 30_000);
    assertThat(points("air_hourly")).hasSize(60);
    for (int hour = 60; hour < 100; hour++) {
      hourly(hour, 10 + hour % 5);
    }
    // 49 hours of readings, 73 of results, progress, quality
    harness.snapshot(1, 0);
    assertThat(harness.numKeyedStateEntries()).isLessThanOrEqualTo(49 + 73 + 2);
  }

  @Test
  void running_means_over_1_8_and_24_hours_say_how_complete_they_are() throws Exception {
    for (int hour = 0; hour < 24; hour++) {
      if (hour < 12 || hour > 17) {
        hourly(hour, hour < 18 ? 9 + hour % 2 * 2 : 31);
      }
    }
    assertThat(running("1h", 23).field("pm2_5_ugm3")).isEqualTo(31.0);
    assertThat(running("1h", 23).field("pm2_5_complete_percent")).isEqualTo(100L);
    assertThat(running("8h", 23).field("pm2_5_ugm3")).as("6 of 8 hours").isEqualTo(31.0);
    assertThat(running("8h", 23).field("pm2_5_complete_percent")).isEqualTo(75L);
    assertThat(running("8h", 22).field("pm2_5_ugm3")).as("5 of 8 hours").isNull();
    assertThat(running("8h", 22).field("pm2_5_complete_percent")).isEqualTo(62L);
    StoredPoint day = running("24h", 23);
    assertThat(day.field("pm2_5_ugm3")).as("12 hours around 10, 6 times 31").isEqualTo(17.0);
    assertThat(day.field("pm2_5_who_times")).as("of 15 ug/m3").isEqualTo(1.13);
    assertThat(day.field("pm10_complete_percent")).as("never heard").isNull();
    assertThat(running("8h", 23).field("pm2_5_who_times")).as("WHO states none").isNull();
  }

  @Test
  void late_data_says_the_running_means_of_a_day_again_and_what_they_rest_on_is_still_known()
      throws Exception {
    for (int hour = 0; hour < 70; hour++) {
      if (hour != 30) {
        hourly(hour, 9 + hour % 2 * 2);
      }
    }
    hourly(30, 33);
    heartbeat(T0 + 70 * HOUR + 30_000);
    StoredPoint old = running("24h", 30);
    assertThat(old.field("revision")).isEqualTo(2L);
    assertThat(old.field("pm2_5_ugm3")).as("23 hours around 10, once 33").isEqualTo(11.0);
    assertThat(old.field("pm2_5_complete_percent")).isEqualTo(100L);
    assertThat(running("24h", 53).field("revision")).isEqualTo(2L);
    assertThat(running("24h", 54).field("revision")).as("no longer touched").isEqualTo(1L);
    assertThat(running("24h", 29).field("revision")).as("before it").isEqualTo(1L);
  }

  @Test
  void an_index_of_gases_alone_says_that_particles_are_not_judged() throws Exception {
    Reading gases =
        reading(T0 + HOUR, 12).toBuilder()
            .setAir(AirReading.newBuilder().setPm25Ugm3(12).setO3Ppb(11).setAveragedOverS(3_600))
            .build();
    reading(gases);
    StoredPoint index = only(points("air_index"));
    assertThat(index.field("category")).isEqualTo("good");
    assertThat(index.field("deciding")).isEqualTo("o3");
    assertThat(index.field("missing")).isEqualTo("pm2_5,pm10");
    assertThat(state().getMissing()).isEqualTo("pm2_5,pm10");
    hourly(1, 20);
    assertThat(last(points("air_index")).field("deciding")).isEqualTo("pm2_5");
    assertThat(last(points("air_index")).field("missing")).isEqualTo("pm10");
  }

  @Test
  void the_health_of_a_station_says_what_came_what_was_flagged_and_since_when_it_is_silent()
      throws Exception {
    reading(reading(T0 + HOUR, -1).toBuilder().setBatteryPercent(83).build());
    hourly(1, 20);
    heartbeat(T0 + 5 * HOUR);
    List<StoredPoint> health = side(AirStation.HEALTH);
    assertThat(health).extracting(StoredPoint::timeMs).startsWith(T0, T0 + HOUR).hasSize(5);
    assertThat(health.get(0).field("complete_percent")).isEqualTo(100L);
    assertThat(health.get(0).field("flagged_sentinel")).isEqualTo(1L);
    assertThat(health.get(0).field("flagged_stuck")).isEqualTo(0L);
    assertThat(health.get(0).field("battery_percent")).isEqualTo(83L);
    assertThat(health.get(1).field("flagged")).isEqualTo(0L);
    assertThat(health.get(1).field("silent_hours")).isEqualTo(0.0);
    assertThat(health.get(4).field("readings")).isEqualTo(0L);
    assertThat(health.get(4).field("complete_percent")).isEqualTo(0L);
    assertThat(health.get(4).field("last_seen_ms")).isEqualTo(T0 + 2 * HOUR);
    assertThat(health.get(4).field("silent_hours")).isEqualTo(3.0);
    assertThat(health.get(4).field("battery_percent")).as("the newest known").isEqualTo(83L);
  }

  private StoredPoint running(String period, int hour) {
    return last(
        points("air_running").stream()
            .filter(p -> p.tag("period").equals(period) && p.timeMs() == T0 + hour * HOUR)
            .toList());
  }

  private void hourly(int hour, double pm25) throws Exception {
    reading(reading(T0 + (hour + 1) * HOUR, pm25));
  }

  private void reading(Reading reading) throws Exception {
    harness.processElement1(
        new StreamRecord<>(
            new Evidence(
                "dev-1",
                "gw-1",
                Domain.AIR,
                reading.getObservedAtMs(),
                reading,
                reading.getAcceptedAtMs(),
                STATION,
                Origin.UNKNOWN)));
  }

  private void heartbeat(long atMs) throws Exception {
    harness.processElement1(
        new StreamRecord<>(
            new Evidence("dev-1", "gw-1", Domain.AIR, atMs, null, 0, STATION, Origin.UNKNOWN)));
  }

  private static Reading reading(long observedAtMs, double pm25) {
    return Reading.newBuilder()
        .setDevice("dev-1")
        .setObservedAtMs(observedAtMs)
        .setAcceptedAtMs(observedAtMs + 2_000)
        .setTimeSource(TimeSource.DEVICE_CLOCK)
        .setAir(AirReading.newBuilder().setPm25Ugm3(pm25).setAveragedOverS(3_600))
        .build();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, Evidence, SubjectChange, StoredPoint>
      harness() throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        HotKeyedCoOperator.of(new AirStation(UsEpaAqi.TAG)),
        Evidence::subjectKey,
        SubjectChange::id,
        Types.STRING);
  }

  private List<StoredPoint> points(String measurement) {
    return harness.extractOutputValues().stream()
        .filter(point -> point.measurement().name().equals(measurement))
        .toList();
  }

  private List<StateMessage> states() {
    return side(AirStation.STATES);
  }

  private AirState state() throws Exception {
    AirState.Builder state = AirState.newBuilder();
    JsonFormat.parser().merge(last(states()).json(), state);
    return state.build();
  }

  private <T> List<T> side(OutputTag<T> tag) {
    Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
    List<T> values = new ArrayList<>();
    if (records != null) {
      records.forEach(record -> values.add(record.getValue()));
    }
    return values;
  }

  private static <T> T only(List<T> values) {
    assertThat(values).hasSize(1);
    return values.get(0);
  }

  private static <T> T last(List<T> values) {
    assertThat(values).isNotEmpty();
    return values.get(values.size() - 1);
  }
}
