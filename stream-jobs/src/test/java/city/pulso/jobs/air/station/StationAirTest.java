package city.pulso.jobs.air.station;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.episode.AlertLevels;
import city.pulso.jobs.air.episode.Episode;
import city.pulso.jobs.air.episode.EpisodeTrack;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.QualityConfig;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.quality.Quantity;
import city.pulso.jobs.air.station.Outcome.Placement;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class StationAirTest {
  private static final long HOUR = HourBucket.HOUR_MS;
  private static final long MINUTE = 60_000;
  private static final long T0 = 400_000 * HOUR;
  private static final AlertLevels LEVELS = AlertLevels.of(UsEpaAqi.TAG);

  private final StationAir rules =
      new StationAir(new QualityControl(QualityConfig.standard()), new UsEpaAqi());
  private HeapStore store = new HeapStore();

  @Test
  void a_minute_station_gets_its_mean_from_the_reading_that_closes_the_hour() throws Exception {
    for (int minute = 1; minute <= 59; minute++) {
      assertThat(minute(minute, minute % 2 == 0 ? 10.4 : 10.2).hours()).isEmpty();
    }
    Outcome closing = minute(60, 10.2);
    assertThat(closing.hours()).hasSize(1);
    assertThat(closing.hours().get(0).readings()).isEqualTo(60);
    assertThat(closing.hours().get(0).means().get(Pollutant.PM2_5))
        .isBetween(new BigDecimal("10.29"), new BigDecimal("10.30"));
  }

  @Test
  void readings_in_any_order_come_to_the_same_hours_as_readings_in_order() throws Exception {
    List<Integer> order = new ArrayList<>();
    for (int minute = 1; minute <= 6 * 60; minute++) {
      order.add(minute);
    }
    Map<Long, String> inOrder = hours(order);
    Collections.shuffle(order, new Random(7));
    assertThat(hours(order)).isEqualTo(inOrder);
  }

  @Test
  void the_same_reading_twice_changes_nothing_but_the_count_of_replacements() throws Exception {
    hourly(0, 20);
    hourly(1, 20);
    assertThat(hourly(1, 20).placement()).isEqualTo(Placement.REPLACED);
    Outcome next = rules.heartbeat(store, T0 + 2 * HOUR + 1);
    assertThat(next.hours()).as("no revision for what did not change").isEmpty();
    assertThat(next.indices()).isEmpty();
  }

  @Test
  void what_is_older_than_two_days_changes_nothing() throws Exception {
    hourly(0, 20);
    hourly(60, 20);
    assertThat(hourly(5, 99).placement()).isEqualTo(Placement.TOO_LATE);
    assertThat(rules.heartbeat(store, T0 + 61 * HOUR + 1).hours()).isEmpty();
  }

  @Test
  void hours_that_the_evidence_jumped_over_are_counted_not_invented() throws Exception {
    hourly(0, 20);
    Outcome after = rules.heartbeat(store, T0 + 101 * HOUR);
    assertThat(after.hours()).hasSize(StationAir.KEPT_HOURS);
    assertThat(after.skippedHours()).isEqualTo(100 - StationAir.KEPT_HOURS);
  }

  @Test
  void a_flood_of_readings_is_bounded_and_counted() throws Exception {
    store.bucket(T0, full());
    Outcome more = rules.reading(store, sample(T0 + 1_800_000, 0, 10), 0, false);
    assertThat(more.placement()).isEqualTo(Placement.OVERFULL);
    assertThat(store.bucket(T0).readings()).isEqualTo(HourBucket.MOST);
    Outcome again = rules.reading(store, sample(T0 + 5, 0, 10), 0, false);
    assertThat(again.placement()).isEqualTo(Placement.REPLACED);
  }

  @Test
  void a_lone_spike_of_an_hour_opens_nothing() throws Exception {
    EpisodeTrack track = EpisodeTrack.EMPTY;
    for (int hour = 0; hour < 24; hour++) {
      track = judged(track, hourly(hour, hour == 12 ? 900 : 8 + hour % 3));
      assertThat(sensitive(track).open()).isFalse();
    }
    assertThat(track.hours()).hasSize(24);
  }

  @Test
  void what_is_silent_for_a_while_neither_ends_nor_repeats_an_episode() throws Exception {
    EpisodeTrack track = EpisodeTrack.EMPTY;
    for (int hour = 0; hour < 6; hour++) {
      track = judged(track, hourly(hour, 45));
    }
    Episode begun = sensitive(track);
    assertThat(begun.open()).isTrue();
    track = judged(track, rules.heartbeat(store, T0 + 26 * HOUR));
    assertThat(sensitive(track).open()).isTrue();
    for (int hour = 26; hour < 32; hour++) {
      track = judged(track, hourly(hour, 45));
      assertThat(sensitive(track).open()).isTrue();
    }
    assertThat(sensitive(track).openedAtMs()).as("the same one").isEqualTo(begun.openedAtMs());
  }

  private static EpisodeTrack judged(EpisodeTrack track, Outcome outcome) {
    List<JudgedHour> hours = new ArrayList<>();
    for (HourRecord hour : outcome.indices()) {
      hours.add(
          new JudgedHour(
              hour.hourMs(),
              hour.indexRevision(),
              hour.index().rank(),
              hour.ownRank(),
              "",
              "",
              "",
              List.of(),
              List.of()));
    }
    return track.with(hours, LEVELS);
  }

  private static Episode sensitive(EpisodeTrack track) {
    return track.episode(Group.SENSITIVE, LEVELS);
  }

  private Map<Long, String> hours(List<Integer> minutes) throws IOException {
    store = new HeapStore();
    rules.heartbeat(store, T0 - 1);
    Map<Long, String> said = new TreeMap<>();
    for (int minute : minutes) {
      said(minute(minute, 10 + (minute * 37 % 100) / 10.0), said);
    }
    said(rules.heartbeat(store, T0 + 6 * HOUR + 1), said);
    return said;
  }

  private static void said(Outcome outcome, Map<Long, String> said) {
    outcome.hours().forEach(h -> said.put(h.hourMs(), h.readings() + " " + h.means()));
    outcome.indices().forEach(h -> said.put(h.hourMs() + 1, h.index().toString()));
  }

  private Outcome hourly(int hour, double pm25) throws IOException {
    return rules.reading(store, sample(T0 + (hour + 1) * HOUR, 3_600, pm25), 3_600, false);
  }

  private Outcome minute(int minute, double pm25) throws IOException {
    return rules.reading(store, sample(T0 + minute * MINUTE, 60, pm25), 60, false);
  }

  private static AirSample sample(long atMs, int averagedOverS, double pm25) {
    return new AirSample(atMs, averagedOverS, Map.of(Quantity.PM2_5, pm25));
  }

  private static HourBucket full() {
    List<HourBucket.Slot> slots = new ArrayList<>();
    for (int i = 0; i < HourBucket.MOST; i++) {
      slots.add(new HourBucket.Slot(T0 + i, 1, Map.of(Pollutant.PM2_5, 10.0), false));
    }
    return HourBucket.of(slots);
  }
}
