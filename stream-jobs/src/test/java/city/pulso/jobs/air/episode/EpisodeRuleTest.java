package city.pulso.jobs.air.episode;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.average.HourBucket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpisodeRuleTest {
  private final EpisodeRule rule = new EpisodeRule(new EpisodeConfig(3, 4, 2, 3));

  @Test
  void two_bad_hours_in_a_row_begin_it_and_it_dates_from_the_first() {
    List<Episode> after = hours(ranks(2, 3, 3), ranks(2, 3, 3));
    assertThat(after).extracting(Episode::open).containsExactly(false, false, true);
    assertThat(after.get(2).openedAtMs()).isEqualTo(HourBucket.HOUR_MS);
  }

  @Test
  void one_wrong_hour_begins_nothing_though_its_nowcast_lingers() {
    assertThat(hours(ranks(1, 5, 5, 4, 3, 2), ranks(1, 6, 1, 1, 1, 1))).noneMatch(Episode::open);
  }

  @Test
  void a_dip_shorter_than_the_clearing_time_is_the_same_episode() {
    int[] ranks = ranks(3, 3, 2, 2, 4, 2, 2, 2);
    List<Episode> after = hours(ranks, ranks);
    assertThat(after)
        .extracting(Episode::open)
        .containsExactly(false, true, true, true, true, true, true, false);
    assertThat(after.get(7).openedAtMs()).isZero();
    assertThat(after.get(7).clearedAtMs()).isEqualTo(8 * HourBucket.HOUR_MS);
    assertThat(after.get(7).peakRank()).isEqualTo(4);
  }

  @Test
  void hours_without_an_index_neither_begin_nor_end_it() {
    int[] ranks = ranks(3, 0, 3, 3, 2, 0, 0, 0, 2, 0, 2);
    assertThat(hours(ranks, ranks))
        .extracting(Episode::open)
        .containsExactly(false, false, false, true, true, true, true, true, true, true, false);
  }

  private List<Episode> hours(int[] ranks, int[] own) {
    List<Episode> after = new ArrayList<>();
    Episode state = Episode.NONE;
    for (int i = 0; i < ranks.length; i++) {
      state = rule.next(state, i * HourBucket.HOUR_MS, ranks[i], own[i]);
      after.add(state);
    }
    return after;
  }

  private static int[] ranks(int... ranks) {
    return ranks;
  }
}
