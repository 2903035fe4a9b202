package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two recorded days through the whole city: real sockets, real processes, a real receiver. */
class WholeCityIT {
  private static final double RATE = 3600;
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration RUN = Duration.ofMinutes(15);
  private static final Duration RESULTS = Duration.ofMinutes(3);

  @Test
  void two_recorded_days_arrive_whole_and_reach_people(@TempDir Path directory) throws Exception {
    Recorded recorded = Recorded.twoDays();
    try (HttpReceiver told = new HttpReceiver();
        HttpReceiver signs = new HttpReceiver();
        CityProcess city =
            CityProcess.start(
                directory.resolve("city"),
                recorded.options(
                    RATE, "--fresh", "--webhook", told.address(), "--sign", signs.address()))) {
      city.awaitLine("the city lives", START, line -> line.startsWith("the city lives"));
      Set<String> listening = Listeners.of(city.pid());
      assertThat(listening).as("console, broker, store, Flink").hasSizeGreaterThanOrEqualTo(4);
      assertThat(Listeners.beyondThisMachine(listening)).isEmpty();
      String last =
          city.awaitLine(
              "everything is stored", RUN, line -> Progress.finished(line, recorded.rows()));

      recorded.assertStored(city.store());
      assertThat(last).doesNotContain("REFUSED", "GIVEN UP", "DROPPED", "UNACCOUNTED");
      // What is made of readings follows them: when the next heartbeat has proven that all are in.
      eventually(() -> recorded.assertLedger(city.store()));
      eventually(() -> assertHourlyMeans(recorded, city.store()));
      eventually(() -> assertNothingMissing(city.store()));
      Counters.assertNothingDropped(city.flink());
      eventually(
          () ->
              assertThat(told.bodies())
                  .as("told of bad air")
                  .anyMatch(body -> body.toString().contains("\"kind\":\"air-")));
      eventually(
          () ->
              assertThat(told.bodies())
                  .as("told of an inactive person")
                  .anyMatch(body -> body.toString().contains("person-inactive")));
      eventually(
          () ->
              assertThat(signs.bodies())
                  .as("signs know a car park")
                  .anyMatch(body -> body.toString().contains("muenster-2023-ph-theater")));
      assertThat(city.end()).as("Ctrl-C").isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void a_killed_city_continues_and_has_lost_nothing(@TempDir Path directory) throws Exception {
    Recorded recorded = Recorded.twoDays();
    Path data = directory.resolve("city");
    long half = recorded.rows() / 2;
    try (CityProcess first = CityProcess.start(data, recorded.options(RATE))) {
      first.awaitLine("half of it is in", RUN, line -> Progress.accepted(line) >= half);
      first.kill();
    }
    try (CityProcess second = CityProcess.start(data, recorded.options(RATE))) {
      second.awaitLine(
          "everything is stored",
          RUN,
          line -> line.contains("replay finished") && Progress.inFlight(line) == 0);
      recorded.assertStored(second.store());
      eventually(() -> recorded.assertLedger(second.store()));
      eventually(() -> assertNothingMissing(second.store()));
    }
  }

  private static void eventually(ThrowingRunnable holds) {
    await().atMost(RESULTS).pollInterval(Duration.ofSeconds(1)).untilAsserted(holds);
  }

  private static void assertHourlyMeans(Recorded recorded, Store store) throws Exception {
    Map<String, Map<Instant, Double>> expected = recorded.seoulHours();
    Map<String, Map<Instant, Double>> stored = new TreeMap<>();
    for (Map<String, Object> row :
        store.rows("SELECT time, station, pm2_5_ugm3 FROM air_hourly WHERE pm2_5_ugm3 != null")) {
      stored
          .computeIfAbsent((String) row.get("station"), station -> new TreeMap<>())
          .put((Instant) row.get("time"), ((Number) row.get("pm2_5_ugm3")).doubleValue());
    }
    assertThat(stored.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (station, hours) -> {
          assertThat(stored.get(station).keySet()).as(station).isEqualTo(hours.keySet());
          hours.forEach(
              (hour, mean) ->
                  assertThat(stored.get(station).get(hour))
                      .as("%s %s", station, hour)
                      .isCloseTo(mean, within(1e-9)));
        });
    assertThat(expected.values().stream().mapToInt(Map::size).sum()).isGreaterThan(1_100);
  }

  /** Every hole in a stream is closed by the end, and no gateway gave anything up. */
  private static void assertNothingMissing(Store store) {
    List<Map<String, Object>> streams =
        store.rows(
            "SELECT gateway, domain, missing, refused, evicted FROM gateway_health"
                + " LATEST ON time PARTITION BY gateway, domain");
    assertThat(streams).isNotEmpty();
    assertThat(streams)
        .allSatisfy(
            stream ->
                assertThat(stream)
                    .containsEntry("missing", 0L)
                    .containsEntry("refused", 0L)
                    .containsEntry("evicted", 0L));
  }
}
