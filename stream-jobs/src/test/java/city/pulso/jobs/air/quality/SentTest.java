package city.pulso.jobs.air.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SentTest {
  @Test
  void the_newest_are_remembered_also_by_those_that_something_else_grew_out_of() {
    Random random = new Random(1);
    List<Sent> all = new ArrayList<>(List.of(Sent.NONE));
    List<List<Long>> expected = new ArrayList<>(List.of(List.of()));
    for (int i = 1; i < 2_000; i++) {
      int from = Math.max(0, all.size() - 1 - (random.nextInt(10) == 0 ? random.nextInt(50) : 0));
      all.add(all.get(from).with(i, i * 10L, i * 100));
      List<Long> more = new ArrayList<>(expected.get(from));
      more.add((long) i);
      expected.add(more.subList(Math.max(0, more.size() - Sent.MOST), more.size()));
    }
    for (int i = 0; i < all.size(); i++) {
      Sent sent = all.get(i);
      List<Long> remembered = new ArrayList<>();
      for (int k = 0; k < sent.size(); k++) {
        remembered.add(sent.sequence(k));
        assertThat(sent.atMs(k)).isEqualTo(sent.sequence(k) * 10);
        assertThat(sent.values(k)).isEqualTo((int) sent.sequence(k) * 100);
      }
      assertThat(remembered).isEqualTo(expected.get(i));
    }
  }

  @Test
  void a_repetition_is_the_same_counter_and_values_at_another_moment() {
    Sent sent = Sent.NONE.with(1, 1_000, 17).with(2, 2_000, 18);
    assertThat(sent.repeats(1, 3_000, 17)).isTrue();
    assertThat(sent.repeats(1, 1_000, 17)).as("the same moment").isFalse();
    assertThat(sent.repeats(1, 3_000, 18)).as("other values").isFalse();
    assertThat(sent.repeats(3, 3_000, 18)).as("another counter").isFalse();
  }
}
