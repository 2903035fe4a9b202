package city.pulso.jobs.eldercare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.jobs.eldercare.HomeRule.Facts;
import city.pulso.jobs.eldercare.Verdict.Inactive;
import city.pulso.schemas.v1.PlugReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The rules on two homes of the REFIT recording: kettle, dishwasher, washing machine, microwave.
 */
class RecordedHomesTest {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int KETTLE = 0;

  @Test
  void house_20_was_left_twice_and_raises_two_alarms_in_two_months() throws IOException {
    Recorded house = play("refit_house20_1min_2014-05_2014-06.csv.gz");
    assertThat(house.alarms()).hasSize(2);
    // The data's README: nothing used from 2 May 06:28 and from 12 May 05:49 on. The last uses
    // began a few minutes earlier, and the limit runs from their start.
    List<Long> alarms = List.copyOf(house.alarms());
    shortlyBefore(alarms.get(0), "2014-05-03T06:28");
    shortlyBefore(alarms.get(1), "2014-05-13T05:49");
  }

  @Test
  void house_2_raises_one_alarm_for_its_absence_and_one_before_anything_was_ever_used()
      throws IOException {
    Recorded house = play("refit_house2_1min_2014-03_2014-05.csv.gz");
    assertThat(house.alarms()).hasSize(2);
  }

  @Test
  void kettles_are_used_as_often_as_the_recording_says() throws IOException {
    assertThat(play("refit_house2_1min_2014-03_2014-05.csv.gz").kettlesADay())
        .isCloseTo(6.6, within(0.7));
    assertThat(play("refit_house20_1min_2014-05_2014-06.csv.gz").kettlesADay())
        .isCloseTo(3.3, within(0.4));
  }

  private record Recorded(Set<Long> alarms, double kettlesADay) {}

  private static Recorded play(String name) throws IOException {
    ActivityRule activity = new ActivityRule();
    HomeRule rule = new HomeRule(Duration.ofMinutes(30));
    List<PlugTrack> plugs = new ArrayList<>();
    for (int plug = 0; plug < 4; plug++) {
      plugs.add(PlugTrack.NEVER_HEARD);
    }
    Set<Long> alarms = new LinkedHashSet<>();
    long firstMs = 0;
    long lastActivityMs = 0;
    int kettles = 0;
    long atMs = 0;
    try (BufferedReader rows = open(name)) {
      rows.readLine();
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        String[] cells = row.split(",", -1);
        atMs = LocalDateTime.parse(cells[0], TIME).toInstant(ZoneOffset.UTC).toEpochMilli();
        firstMs = firstMs == 0 ? atMs : firstMs;
        for (int plug = 0; plug < 4; plug++) {
          PlugReading reading =
              PlugReading.newBuilder().setPowerW(Double.parseDouble(cells[2 + plug])).build();
          ActivityRule.Outcome outcome = activity.reading(plugs.get(plug), reading, atMs);
          plugs.set(plug, outcome.track());
          if (outcome.active()) {
            lastActivityMs = atMs;
            kettles += plug == KETTLE ? 1 : 0;
          }
        }
        PlugSight sight = new PlugSight("gw", 60, atMs, atMs, firstMs, atMs);
        Verdict verdict =
            rule.judge(
                new Facts(
                    Duration.ofHours(24).toMillis(),
                    firstMs,
                    firstMs,
                    lastActivityMs,
                    List.of(sight),
                    Map.of(),
                    0));
        if (verdict instanceof Inactive inactive) {
          alarms.add(inactive.sinceMs());
        }
      }
    }
    double days = (atMs - firstMs) / (double) Duration.ofDays(1).toMillis();
    return new Recorded(alarms, kettles / days);
  }

  private static void shortlyBefore(long ms, String time) {
    assertThat(ms).isBetween(at(time) - Duration.ofMinutes(5).toMillis(), at(time));
  }

  private static long at(String time) {
    return LocalDateTime.parse(time).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static BufferedReader open(String name) throws IOException {
    Optional<Path> plugs = recordings();
    assumeTrue(plugs.isPresent(), "no recordings: shared/data/plugs is not above this module");
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(plugs.orElseThrow().resolve(name))),
            StandardCharsets.UTF_8));
  }

  private static Optional<Path> recordings() {
    String given = System.getProperty("pulso.shared");
    if (given != null) {
      return Optional.of(Path.of(given, "data", "plugs"));
    }
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path candidate = dir.resolve("shared").resolve("data").resolve("plugs");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
