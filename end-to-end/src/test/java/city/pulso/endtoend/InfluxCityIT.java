package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.endtoend.Influxd.Series;
import city.pulso.grafana.Dashboards;
import city.pulso.grafana.Dashboards.PanelQuery;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve recorded hours through the whole city into a real InfluxDB, read back by InfluxQL: reading
 * by reading, and by every query of every dashboard.
 *
 * <p>The data sets are chosen so that every kind of device is there: stations with weather, minute
 * sensors, car parks, bays and homes. What no recording holds is named in {@link #NOT_RECORDED}.
 */
class InfluxCityIT {
  private static final double RATE = 7200;
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration RUN = Duration.ofMinutes(15);

  /**
   * Panels that stay empty, each with a query that shows why: what it counts was never recorded.
   */
  private static final Map<String, String> NOT_RECORDED =
      Map.of("Pulso: air / Noise", "SELECT count(\"noise_dba\") FROM \"air_raw\"");

  @Test
  void twelve_recorded_hours_arrive_whole_in_influxdb_and_fill_every_panel(@TempDir Path directory)
      throws Exception {
    Recorded recorded =
        Recorded.load(
            Duration.ofHours(12),
            "beijing=2016-12-19",
            "collocated",
            "muenster",
            "birmingham=2016-10-04",
            "melbourne=2016-11-07",
            "refit=2014-05-02");
    try (Influxd influx = Influxd.start(directory.resolve("influx"));
        CityProcess city =
            CityProcess.start(
                directory.resolve("city"),
                recorded.options(
                    RATE, "--influx", influx.address(), "--bucket", Influxd.DATABASE))) {
      city.awaitLine("the city lives", START, line -> line.startsWith("the city lives"));
      String last =
          city.awaitLine(
              "everything is stored", RUN, line -> Progress.finished(line, recorded.rows()));

      assertThat(last).doesNotContain("REFUSED", "GIVEN UP", "DROPPED", "UNACCOUNTED");
      recorded.assertStored(influx);
      // What is made of readings follows them: when the next heartbeat has proven that all are in.
      eventually(() -> recorded.assertLedger(influx));
      List<PanelQuery> queries = Dashboards.queries(recorded.from(), recorded.to());
      eventually(() -> assertEveryPanelHasData(influx, queries));
    }
  }

  private static void eventually(ThrowingRunnable holds) {
    await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(1)).untilAsserted(holds);
  }

  private static void assertEveryPanelHasData(Influxd influx, List<PanelQuery> queries) {
    assertThat(queries).as("queries of the dashboards").hasSizeGreaterThan(45);
    Map<String, String> errors = new TreeMap<>();
    Set<String> withoutData = new TreeSet<>();
    for (PanelQuery query : queries) {
      String panel = query.dashboard() + " / " + query.panel();
      try {
        List<Series> answer = influx.series(query.text());
        if (!query.emptyIsAnAnswer()) {
          withoutData.addAll(withoutValue(panel, answer));
        }
      } catch (IllegalStateException e) {
        errors.put(panel, e.getMessage());
      }
    }
    assertThat(errors).as("queries the server does not answer").isEmpty();
    assertThat(withoutData).as("without a value").isEqualTo(NOT_RECORDED.keySet());
    NOT_RECORDED.forEach((panel, why) -> assertThat(influx.series(why)).as(panel).isEmpty());
  }

  /** The panel itself if the answer has no row, otherwise each of its columns without a value. */
  private static Set<String> withoutValue(String panel, List<Series> answer) {
    Set<String> empty = new TreeSet<>();
    Set<String> filled = new TreeSet<>();
    for (Series series : answer) {
      for (int i = 0; i < series.columns().size(); i++) {
        String column = panel + " / " + series.columns().get(i);
        empty.add(column);
        for (JsonNode row : series.values()) {
          if (!row.get(i).isNull()) {
            filled.add(column);
          }
        }
      }
    }
    empty.removeAll(filled);
    return answer.isEmpty() ? Set.of(panel) : empty;
  }
}
