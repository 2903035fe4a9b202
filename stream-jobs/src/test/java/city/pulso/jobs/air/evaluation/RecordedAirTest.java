package city.pulso.jobs.air.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.evaluation.AirEvaluation.Advisory;
import city.pulso.jobs.air.evaluation.AirEvaluation.Collocated;
import city.pulso.jobs.air.evaluation.AirEvaluation.DataSetResult;
import city.pulso.jobs.air.evaluation.AirEvaluation.StationEpisode;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.Quantity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules over what really happened. */
@NullUnmarked
class RecordedAirTest {
  private static @Nullable DataSetResult seoulOnce;
  private static @Nullable DataSetResult beijingOnce;

  private final AirEvaluation evaluation = new AirEvaluation();

  @Test
  void yellow_dust_of_6_and_of_8_may_is_one_episode_each_at_every_station_of_seoul()
      throws Exception {
    DataSetResult seoul = seoul();
    for (int day : new int[] {6, 8}) {
      Instant noon = LocalDate.of(2017, 5, day).atTime(14, 0).toInstant(ZoneOffset.ofHours(9));
      Instant evening = LocalDate.of(2017, 5, day).atTime(19, 0).toInstant(ZoneOffset.ofHours(9));
      Map<String, List<StationEpisode>> touching =
          touching(seoul.episodes(Group.SENSITIVE), noon, evening);
      assertThat(touching).as("stations in the dust of %s May", day).hasSize(25);
      assertThat(touching.values()).allSatisfy(episodes -> assertThat(episodes).hasSize(1));
      assertThat(touching(seoul.episodes(Group.EVERYBODY), noon, evening).values())
          .as("bad for everybody at some of them")
          .isNotEmpty()
          .allSatisfy(episodes -> assertThat(episodes).hasSize(1));
    }
  }

  @Test
  void each_dust_day_of_seoul_is_one_incident_for_each_audience_and_one_advisory_a_district()
      throws Exception {
    DataSetResult seoul = seoul();
    for (int day : new int[] {6, 8}) {
      long noon = LocalDate.of(2017, 5, day).atTime(15, 0).toEpochSecond(ZoneOffset.ofHours(9));
      for (Group group : Group.values()) {
        assertThat(seoul.incidents())
            .filteredOn(i -> i.group() == group && on(i.openedAtMs(), i.clearedAtMs(), noon))
            .as("%s, %s May", group, day)
            .hasSize(1);
      }
      Map<String, Long> advisories =
          seoul.advisories().stream()
              .filter(a -> a.pollutant() == Pollutant.PM10 && on(a.sinceMs(), a.overMs(), noon))
              .collect(Collectors.groupingBy(Advisory::district, Collectors.counting()));
      assertThat(advisories).as("districts, %s May", day).hasSizeGreaterThan(20);
      assertThat(advisories.values()).containsOnly(1L);
    }
  }

  private static boolean on(long fromMs, @Nullable Long toMs, long second) {
    return fromMs <= second * 1000 && (toMs == null || toMs > second * 1000);
  }

  @Test
  void lone_spikes_and_calibration_like_jumps_of_seoul_open_nothing() throws Exception {
    DataSetResult seoul = seoul();
    // PM10 84, 221, 87; 73, 151, 85; 23, 114, 45; PM2.5 24, 107, 12; SO2 25, 39, 26 ppb
    for (String jump :
        List.of(
            "106 2017-04-30T18:00 pm10",
            "104 2017-05-14T10:00 pm10",
            "118 2017-05-10T06:00 pm10",
            "124 2017-05-07T09:00 pm2_5",
            "116 2017-05-09T00:00 so2")) {
      String[] parts = jump.split(" ");
      long atMs = LocalDateTime.parse(parts[1]).toInstant(ZoneOffset.ofHours(9)).toEpochMilli();
      long near = Duration.ofHours(2).toMillis();
      assertThat(seoul.episodes())
          .as(jump)
          .noneMatch(
              episode ->
                  episode.station().equals(parts[0])
                      && episode.responsible().contains(parts[2])
                      && Math.abs(episode.openedAtMs() - atMs) <= near);
    }
  }

  @Test
  void beijings_red_alert_is_one_episode_at_every_station() throws Exception {
    DataSetResult beijing = beijing();
    ZoneOffset local = ZoneOffset.ofHours(8);
    Map<String, List<StationEpisode>> touching =
        touching(
            beijing.episodes(Group.SENSITIVE),
            LocalDate.of(2016, 12, 16).atTime(20, 0).toInstant(local),
            LocalDate.of(2016, 12, 22).atTime(8, 0).toInstant(local));
    assertThat(touching).hasSize(12);
    assertThat(touching.values())
        .allSatisfy(
            episodes -> {
              assertThat(episodes).hasSize(1);
              assertThat(episodes.get(0).peak()).isGreaterThan(500);
              assertThat(episodes.get(0).clearedAtMs()).isNotNull();
            });
    long middle = LocalDate.of(2016, 12, 19).atTime(12, 0).toEpochSecond(local);
    for (Group group : Group.values()) {
      assertThat(beijing.episodes(group))
          .filteredOn(e -> on(e.openedAtMs(), e.clearedAtMs(), middle))
          .extracting(StationEpisode::station)
          .hasSize(12)
          .doesNotHaveDuplicates();
      assertThat(beijing.incidents())
          .filteredOn(i -> i.group() == group && on(i.openedAtMs(), i.clearedAtMs(), middle))
          .hasSize(1);
    }
  }

  @Test
  void minus_one_never_enters_an_average() throws Exception {
    Recorded seoul = Recorded.seoul(data());
    DataSetResult result = evaluation.evaluate(seoul);
    // 3 rows entirely -1 and one PM2.5 alone; gases published in ppm arrive as -1000 ppb
    assertThat(result.rows()).isEqualTo(12_600);
    assertThat(result.flagged())
        .containsEntry("pm2_5:sentinel", 4)
        .containsEntry("pm10:sentinel", 3)
        .containsEntry("co:sentinel", 3)
        .containsEntry("o3:range", 3)
        .containsEntry("no2:range", 3)
        .containsEntry("so2:range", 3);
    assertThat(result.hours()).isEqualTo(12_600);
    assertThat(result.complete()).containsEntry(Pollutant.O3, 12_597);
  }

  @Test
  void what_is_not_available_never_enters_an_average() throws Exception {
    Recorded beijing = Recorded.beijing(data());
    long reported =
        beijing.stations().values().stream()
            .flatMap(List::stream)
            .mapToLong(
                sample ->
                    sample.values().keySet().stream().filter(q -> q.pollutant() != null).count())
            .sum();
    DataSetResult result = evaluation.evaluate(beijing);
    assertThat(reported).isEqualTo(4_032L * 6 - 208);
    long complete = result.complete().values().stream().mapToLong(i -> i).sum();
    // the PM2.5 above PM10 pairs and one stuck value are reported, and enter no mean
    assertThat(reported - complete).isEqualTo(4 + 4 + 1);
  }

  @Test
  void the_evaluation_prints_what_became_of_each_data_set() throws Exception {
    StringWriter out = new StringWriter();
    new AirReport(evaluation.scheme())
        .print(evaluation.run(data(), AirEvaluation.Watcher.NOBODY), new PrintWriter(out));
    assertThat(out.toString())
        .contains("seoul\n")
        .contains("12600 of 25 stations")
        .contains("beijing\n")
        .contains("collocated unit 1\n")
        .contains("sentinel 10", "25 stations", "hours complete", "index us-epa", "opened");
  }

  @Test
  void estimates_between_the_stations_of_seoul_are_better_than_the_stations_vary()
      throws Exception {
    DataSetResult seoul = seoul();
    assertThat(seoul.leftOut()).hasSize(6);
    AirEvaluation.LeftOut pm10 = seoul.leftOut().get(1);
    assertThat(pm10.pollutant()).isEqualTo(Pollutant.PM10);
    assertThat(pm10.agreement().pairs() + pm10.withoutEstimate())
        .isEqualTo(seoul.complete().get(Pollutant.PM10));
    assertThat(pm10.agreement().r()).isGreaterThan(0.9);
    assertThat(evaluation.evaluate(Recorded.unit(data(), 1)).leftOut())
        .as("nobody stands around it")
        .isEmpty();
  }

  @Test
  void the_outlook_is_measured_against_persistence_on_days_held_back() throws Exception {
    DataSetResult seoul = seoul();
    // six pollutants, one and three hours ahead
    assertThat(seoul.outlook()).hasSize(12);
    AirEvaluation.OutlookError ozone =
        seoul.outlook().stream()
            .filter(error -> error.pollutant() == Pollutant.O3 && error.hoursAhead() == 3)
            .findFirst()
            .orElseThrow();
    assertThat(ozone.wins()).as("ozone follows the sun").isTrue();
    assertThat(ozone.used().forecasts()).as("given where it had proved better").isPositive();
    assertThat(ozone.used().rmse()).isLessThan(ozone.used().persistenceRmse());
    assertThat(ozone.forecasts()).as("a third of the days, 25 stations").isBetween(4_400, 4_600);
  }

  @Test
  void no_recorded_station_drifts_and_one_that_is_made_to_does() throws Exception {
    assertThat(seoul().drifts()).isEmpty();
    assertThat(beijing().drifts()).isEmpty();
    Recorded seoul = Recorded.seoul(data());
    Map<String, List<AirSample>> stations = new TreeMap<>(seoul.stations());
    List<AirSample> fading = new ArrayList<>();
    for (AirSample sample : stations.get("110")) {
      boolean later = sample.observedAtMs() > Instant.parse("2017-05-09T00:00:00Z").toEpochMilli();
      Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
      values.putAll(sample.values());
      values.computeIfPresent(Quantity.O3, (q, ppb) -> later && ppb > 0 ? ppb * 4 + 40 : ppb);
      fading.add(new AirSample(sample.observedAtMs(), sample.averagedOverS(), values));
    }
    stations.put("110", fading);
    assertThat(
            evaluation
                .evaluate(new Recorded("seoul", seoul.rows(), seoul.intervalS(), stations))
                .drifts())
        .singleElement()
        .satisfies(drift -> assertThat(drift.station()).isEqualTo("110"))
        .satisfies(drift -> assertThat(drift.pollutant()).isEqualTo(Pollutant.O3));
  }

  @Test
  void the_units_are_compared_with_the_reference_before_and_after() throws Exception {
    List<Collocated> compared = evaluation.collocated(data(), AirEvaluation.Watcher.NOBODY);
    // two units: three stages of PM2.5, two of ozone and of NO2
    assertThat(compared).hasSize(2 * (3 + 2 + 2));
    assertThat(compared)
        .filteredOn(c -> c.pollutant() == Pollutant.O3)
        .hasSize(4)
        .allSatisfy(c -> assertThat(c.agreement().r()).isGreaterThan(0.98))
        .allSatisfy(c -> assertThat(c.agreement().pairs()).isGreaterThan(200));
    StringWriter out = new StringWriter();
    new AirReport(evaluation.scheme()).printAgreement(compared, new PrintWriter(out));
    assertThat(out.toString())
        .contains("collocated unit 2 beside the reference instrument")
        .contains("bias", "RMSE", "as measured", "after quality control", "humidity correction");
  }

  @Test
  void agreement_is_bias_rmse_and_correlation() {
    Agreement agreement =
        Agreement.of(
            List.of(new Agreement.Pair(3, 1), new Agreement.Pair(5, 3), new Agreement.Pair(7, 5)));
    assertThat(agreement).isEqualTo(new Agreement(3, 2, 2, 1));
    assertThat(Agreement.of(List.of(new Agreement.Pair(1, 2))).r()).isNaN();
    assertThat(Agreement.of(List.of()).bias()).isNaN();
  }

  @Test
  void a_line_that_is_not_as_published_is_named(@TempDir Path directory) throws Exception {
    Path file = directory.resolve(Recorded.SEOUL);
    try (PrintWriter out =
        new PrintWriter(new GZIPOutputStream(Files.newOutputStream(file)), false, UTF_8)) {
      out.println(
          "measurement_time,station_code,so2_ppm,no2_ppm,co_ppm,o3_ppm,pm10_ugm3,pm25_ugm3");
      out.println("2017-04-24 0:00,101,0.005,0.04,0.5,0.01,40,20");
      out.println("2017-04-24 1:00,101,0.005,0.04,0.5,0.01,forty,20");
    }
    assertThatThrownBy(() -> evaluation.run(directory, AirEvaluation.Watcher.NOBODY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Recorded.SEOUL + ":3: ");
  }

  /** Evaluated once: what the rules make of it is the same every time. */
  private DataSetResult seoul() throws IOException {
    if (seoulOnce == null) {
      seoulOnce = evaluation.evaluate(Recorded.seoul(data()));
    }
    return seoulOnce;
  }

  private DataSetResult beijing() throws IOException {
    if (beijingOnce == null) {
      beijingOnce = evaluation.evaluate(Recorded.beijing(data()));
    }
    return beijingOnce;
  }

  private static Path data() {
    return SharedFiles.folder("data/air");
  }

  /** Episodes by station that were on at some moment of the span. */
  private static Map<String, List<StationEpisode>> touching(
      List<StationEpisode> episodes, Instant from, Instant to) {
    List<StationEpisode> touching = new ArrayList<>();
    for (StationEpisode episode : episodes) {
      Long cleared = episode.clearedAtMs();
      if (episode.openedAtMs() < to.toEpochMilli()
          && (cleared == null || cleared > from.toEpochMilli())) {
        touching.add(episode);
      }
    }
    return touching.stream().collect(Collectors.groupingBy(StationEpisode::station));
  }
}
