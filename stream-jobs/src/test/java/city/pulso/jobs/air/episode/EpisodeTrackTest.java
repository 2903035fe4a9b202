package city.pulso.jobs.air.episode;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.average.HourBucket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpisodeTrackTest {
  private static final AlertLevels LEVELS = AlertLevels.of("us-epa");

  @Test
  void hours_that_nobody_said_neither_continue_a_run_nor_count_as_better() {
    EpisodeTrack gap = with(EpisodeTrack.EMPTY, 3, 0, 5);
    assertThat(gap.episode(Group.SENSITIVE, LEVELS).open()).as("not two in a row").isFalse();
    EpisodeTrack open = with(EpisodeTrack.EMPTY, 3, 0, 1, 20);
    assertThat(open.episode(Group.SENSITIVE, LEVELS).open()).isTrue();
    EpisodeTrack better = with(open, 1, 21, 30, 31, 32, 33, 34, 35);
    assertThat(better.episode(Group.SENSITIVE, LEVELS).open()).as("seven better hours").isTrue();
    assertThat(with(better, 1, 36).episode(Group.SENSITIVE, LEVELS).open()).isFalse();
  }

  @Test
  void an_episode_longer_than_what_is_kept_stays_the_same_one() {
    EpisodeTrack track = EpisodeTrack.EMPTY;
    for (int hour = 0; hour < 200; hour++) {
      track = with(track, 4, hour);
    }
    assertThat(track.hours()).hasSize(EpisodeTrack.KEPT_HOURS + 1);
    assertThat(track.episode(Group.EVERYBODY, LEVELS).openedAtMs()).isZero();
    assertThat(track.episode(Group.EVERYBODY, LEVELS).open()).isTrue();
    assertThat(with(track, 1, 100)).as("too late").isEqualTo(track);
  }

  @Test
  void half_of_the_stations_open_an_incident_and_less_than_a_quarter_ends_it() {
    CityWideRule rule = CityWideRule.STANDARD;
    assertThat(rule.opens(2, 4)).as("too few stations").isFalse();
    assertThat(rule.opens(17, 35)).isFalse();
    assertThat(rule.opens(18, 35)).isTrue();
    assertThat(rule.goesOn(9, 35)).isTrue();
    assertThat(rule.goesOn(8, 35)).isFalse();
    assertThat(rule.goesOn(0, 0)).isFalse();
  }

  private static EpisodeTrack with(EpisodeTrack track, int rank, int... hours) {
    List<JudgedHour> said = new ArrayList<>();
    for (int hour : hours) {
      said.add(
          new JudgedHour(
              hour * HourBucket.HOUR_MS, 1, rank, rank, "", "", "", List.of(), List.of()));
    }
    return track.with(said, LEVELS);
  }
}
