package city.pulso.jobs.downtime;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.TestPorts;
import city.pulso.jobs.air.AirExposureJob;
import city.pulso.jobs.eldercare.ElderCareJob;
import city.pulso.jobs.parking.ParkingJob;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Domain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole jobs that are away for nine hours while the gateways spool. Afterwards everything comes in
 * a burst that takes longer than the grace after a restart, and what the job has told in the end is
 * what one that was never away has told. Before that nobody is heard for an hour.
 */
@Timeout(900)
class DowntimeTest {
  private static final int NOBODY_FROM = 3; // 01:10; nobody is heard until 02:10
  private static final int NOBODY_TO = 6;
  private static final int KEPT_BEFORE = 7; // 02:30
  private static final int STOPPED_BEFORE = 9; // 03:10
  private static final int STARTED_AT = 36; // 12:10
  private static final int CAUGHT_UP_IN = 4; // 80 minutes of city time, slow at first

  /**
   * How often these are told between depends on when one looks: an alert's numbers and the hours of
   * a home nobody hears are told by the clock, places are counted as they are heard of.
   */
  private static final Set<String> TOLD_AS_HEARD = Set.of("alerts", "home_state", "parking_zone");

  private static final String LIVING = "gw-[12]\\..*";

  private static MiniCluster cluster;
  private final Path directory;

  DowntimeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void startFlink() throws Exception {
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_PORT, "0");
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .build());
    cluster.start();
  }

  @AfterAll
  static void endFlink() throws Exception {
    cluster.close();
  }

  @Test
  void homes_are_told_of_as_if_the_job_had_never_been_away() throws Exception {
    Story story = new Story(Domain.HOMES);
    Told whole = uninterrupted(story, ElderCareJob::topology, "Gateways heard");
    assertThat(whole.alerts())
        .as("what only silence can tell, and what the reports prove")
        .extracting(line -> line.replaceAll("/\\d+(?= )| \\d+(?= )", ""))
        .containsExactlyInAnyOrder(
            "pipeline-late/city CRITICAL open",
            "pipeline-late/city CRITICAL cleared late-data",
            "gateway-offline/gw-3 WARNING open",
            "home-unknown/home-e WARNING open",
            "plug-silent/home-d WARNING open",
            "plug-silent/home-d WARNING cleared reports-again",
            "person-inactive/home-d CRITICAL open",
            "person-inactive/home-d CRITICAL cleared activity-seen",
            "person-inactive/home-c CRITICAL open",
            "person-inactive/home-c CRITICAL cleared activity-seen",
            "person-inactive/home-c CRITICAL open",
            "person-inactive/home-c CRITICAL cleared activity-seen");
    assertStoredOnce(story, "plug_raw");

    Told stopped = interrupted(story, ElderCareJob::topology, "Gateways heard", Life::stop);
    assertSame(stopped, whole);
    assertStoredOnce(story, "plug_raw");

    assertSame(interrupted(story, ElderCareJob::topology, "Gateways heard", Life::kill), whole);
  }

  @Test
  void parking_is_told_of_as_if_the_job_had_never_been_away() throws Exception {
    Story story = new Story(Domain.PARKING);
    Told whole = uninterrupted(story, ParkingJob::topology, "Gateway health");
    assertThat(whole.states().get("gateway/gw-3.parking")).contains("\"state\":\"offline\"");
    Told stopped = interrupted(story, ParkingJob::topology, "Gateway health", Life::stop);
    assertSame(stopped, whole);
    assertStoredOnce(story, "parking_raw");
  }

  @Test
  void air_is_judged_as_if_the_job_had_never_been_away() throws Exception {
    Story story = new Story(Domain.AIR);
    Life.Topology job = AirExposureJob::topology;
    Told whole = uninterrupted(story, job, "Gateway health");
    assertThat(whole.alerts())
        .as("bad air before and during the downtime, alone and city-wide")
        .anyMatch(line -> line.startsWith("air-unhealthy/st-a/") && line.contains("cleared"))
        .anyMatch(line -> line.startsWith("air-city-wide/city/") && line.contains("cleared"))
        .anyMatch(line -> line.startsWith("site-air-unhealthy/school/"));
    assertSame(interrupted(story, job, "Gateway health", Life::stop), whole);
    assertStoredOnce(story, "air_raw");
  }

  private static void assertSame(Told told, Told whole) {
    assertThat(told.alerts()).as("alerts").containsExactlyInAnyOrderElementsOf(whole.alerts());
    assertThat(told.states()).as("states").containsExactlyInAnyOrderEntriesOf(whole.states());
    assertThat(told.points()).as("points").containsExactlyInAnyOrderEntriesOf(whole.points());
  }

  private static void assertStoredOnce(Story story, String raw) {
    assertThat(TestPorts.POINTS)
        .filteredOn(point -> point.measurement().name().equals(raw))
        .doesNotHaveDuplicates()
        .hasSize(story.readings());
  }

  private interface End {
    void end(Life life) throws Exception;
  }

  private Told uninterrupted(Story story, Life.Topology job, String watching) throws Exception {
    try (Life life = new Life(cluster, directory, job, story, watching)) {
      life.start(0);
      hear(life, 0, Story.STEPS);
      life.stop();
    }
    return Told.sofar();
  }

  private Told interrupted(Story story, Life.Topology job, String watching, End end)
      throws Exception {
    try (Life life = new Life(cluster, directory, job, story, watching)) {
      life.start(0);
      hear(life, 0, KEPT_BEFORE);
      life.keepState();
      hear(life, KEPT_BEFORE, STOPPED_BEFORE);
      end.end(life);
      life.sendAgain(KEPT_BEFORE, STOPPED_BEFORE - 1);
      for (int step = STOPPED_BEFORE; step < STARTED_AT; step++) {
        life.miss(step);
      }
      int toldBefore = TestPorts.STATES.size();
      life.start(STARTED_AT);
      for (int i = 0; i < CAUGHT_UP_IN; i++) {
        life.catchUp(STARTED_AT + i, life.waiting() >> (CAUGHT_UP_IN - 1 - i));
      }
      hear(life, STARTED_AT + CAUGHT_UP_IN, Story.STEPS);
      life.stop();
      assertThat(TestPorts.STATES.subList(toldBefore, TestPorts.STATES.size()))
          .as("gateways that were heard from the start of the burst on")
          .filteredOn(state -> state.kind().equals("gateway") && state.id().matches(LIVING))
          .isNotEmpty()
          .noneMatch(state -> state.json().contains("offline"));
    }
    return Told.sofar();
  }

  private static void hear(Life life, int from, int to) throws Exception {
    for (int step = from; step < to; step++) {
      if (step >= NOBODY_FROM && step < NOBODY_TO) {
        life.hearNothing(step);
      } else {
        life.hear(step);
      }
    }
  }

  /**
   * What a job has told, the newest word on each thing.
   *
   * @param alerts one line for each revision
   * @param points fields by measurement, tags and time
   * @param states by kind and id
   */
  record Told(List<String> alerts, Map<String, String> points, Map<String, String> states) {
    /** What is written twice, or sent twice, may be so more often after a restart. */
    private static final String OFTEN = " (duplicates?|revision)=\\d+| drifting=0";

    private static final String DUPLICATES = "\"duplicates\":\"\\d+\",";

    /** A home is normal from when the first to report was heard: of several, any may be first. */
    private static final String NORMAL_SINCE =
        "(?<=\"state\":\"normal\",\"because\":\"\",)\"sinceMs\":\"\\d+\",";

    static Told sofar() {
      Map<String, String> points = new TreeMap<>();
      for (StoredPoint point : TestPorts.POINTS) {
        if (!TOLD_AS_HEARD.contains(point.measurement().name())) {
          String line = point.toString();
          String key = line.substring(0, line.indexOf(' ')) + line.substring(line.indexOf(" @"));
          points.put(key, line.replaceAll(OFTEN, ""));
        }
      }
      Map<String, String> states = new TreeMap<>();
      for (StateMessage state : TestPorts.STATES) {
        String json = state.json().replaceAll(NORMAL_SINCE, "").replaceAll(DUPLICATES, "");
        states.put(state.kind() + "/" + state.id(), json);
      }
      return new Told(
          TestPorts.ALERTS.stream().map(Told::line).distinct().sorted().toList(), points, states);
    }

    private static String line(Alert alert) {
      return alert.getId()
          + " "
          + alert.getSeverity()
          + (alert.getStatus() == AlertStatus.CLEARED
              ? " cleared " + alert.getClearedAtMs() + " " + alert.getClearedBecause()
              : " open");
    }
  }
}
