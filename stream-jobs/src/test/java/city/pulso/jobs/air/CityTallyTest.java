package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.episode.Group;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CityTallyTest {
  private static final long HOUR = 3_600_000L;

  @Test
  void it_counts_what_looking_at_every_station_finds() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Map<String, StationStanding> city = new HashMap<>();
      CityTally tally = new CityTally(city.values());
      for (int i = 0; i < 500; i++) {
        String id = "st-" + random.nextInt(12);
        StationStanding now = random.nextInt(10) == 0 ? null : standing(id, i / 20, random);
        StationStanding before = now == null ? city.remove(id) : city.put(id, now);
        tally.changed(before, now, city.values());
        for (Group group : Group.values()) {
          CityIncident found = CityIncident.of(group, city.values());
          assertThat(tally.open(group)).isEqualTo(found.members().size());
          assertThat(tally.reporting(group)).isEqualTo(found.reporting());
        }
        assertThat(tally.everyoneSaid()).isEqualTo(everyoneSaid(city.values()));
      }
    }
  }

  private static boolean everyoneSaid(Iterable<StationStanding> stations) {
    long newest = CityIncident.newestMs(stations);
    for (StationStanding station : stations) {
      if (station.hourMs() < newest && CityIncident.fresh(station, newest)) {
        return false;
      }
    }
    return true;
  }

  private static StationStanding standing(String id, int hour, Random random) {
    long hourMs = (100 + hour - random.nextInt(6)) * HOUR;
    long knownMs = random.nextInt(5) == 0 ? Long.MIN_VALUE : hourMs - random.nextInt(5) * HOUR;
    List<Alert> wanted = new ArrayList<>();
    for (Group group : Group.values()) {
      if (random.nextBoolean()) {
        wanted.add(
            Alert.newBuilder()
                .setKind(AirAlerts.kind(SubjectNews.Kind.STATION, group))
                .setStatus(random.nextBoolean() ? AlertStatus.OPEN_ALERT : AlertStatus.CLEARED)
                .build());
      }
    }
    return new StationStanding(id, false, hourMs, knownMs, wanted);
  }
}
