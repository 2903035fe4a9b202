package city.pulso.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.ingest.SequenceTracker.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SequenceTrackerTest {
  private static final int MAX_HOLES = 4;

  /** Positive: a sequence is offered; negative: everything below its absolute value is given up. */
  @Provide
  Arbitrary<List<Integer>> moves() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(9, Arbitraries.integers().between(1, 40)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(-40, -1)))
        .list()
        .ofMaxSize(120);
  }

  @Property
  void it_agrees_with_a_plain_set_of_what_was_seen(@ForAll("moves") List<Integer> moves) {
    SequenceTracker tracker = new SequenceTracker(MAX_HOLES);
    Set<Long> seen = new HashSet<>();
    Set<Long> givenUp = new HashSet<>();
    for (int move : moves) {
      long mark = mark(seen, givenUp);
      if (move < 0) {
        long lost = 0;
        for (long s = mark + 1; s < -move; s++) {
          if (!seen.contains(s) && givenUp.add(s)) {
            lost++;
          }
        }
        assertThat(tracker.nothingBelow(-move)).isEqualTo(lost);
      } else {
        Verdict expected =
            seen.contains((long) move) || move <= mark
                ? Verdict.DUPLICATE
                : opensHoleTooMany(seen, mark, move) ? Verdict.TOO_MANY_HOLES : Verdict.NEW;
        assertThat(tracker.offer(move)).isEqualTo(expected);
        if (expected == Verdict.NEW) {
          seen.add((long) move);
        }
      }
      assertThat(tracker.mark()).isEqualTo(mark(seen, givenUp));
      assertThat(tracker.missing()).isEqualTo(missing(seen, givenUp));
      assertThat(tracker.ranges().length).isLessThanOrEqualTo(2 * MAX_HOLES);
      tracker = new SequenceTracker(MAX_HOLES, tracker.mark(), tracker.ranges());
    }
  }

  @Test
  void what_would_open_a_hole_too_many_is_taken_once_another_is_closed() {
    SequenceTracker tracker = new SequenceTracker(1);
    assertThat(tracker.offer(2)).isEqualTo(Verdict.NEW);
    assertThat(tracker.offer(4)).isEqualTo(Verdict.TOO_MANY_HOLES);
    assertThat(tracker.offer(3)).as("extends what is there").isEqualTo(Verdict.NEW);
    assertThat(tracker.offer(1)).as("closes the hole").isEqualTo(Verdict.NEW);
    assertThat(tracker.offer(5000)).isEqualTo(Verdict.NEW);
    assertThat(tracker.missing()).isEqualTo(4996);
  }

  /** Ranges above the mark, counted on the plain set. */
  private static boolean opensHoleTooMany(Set<Long> seen, long mark, long move) {
    long ranges = seen.stream().filter(s -> s > mark && !seen.contains(s - 1)).count();
    boolean touches = move == mark + 1 || seen.contains(move - 1) || seen.contains(move + 1);
    return ranges >= MAX_HOLES && !touches;
  }

  private static long mark(Set<Long> seen, Set<Long> givenUp) {
    long mark = 0;
    while (seen.contains(mark + 1) || givenUp.contains(mark + 1)) {
      mark++;
    }
    return mark;
  }

  private static long missing(Set<Long> seen, Set<Long> givenUp) {
    long mark = mark(seen, givenUp);
    long highest = seen.stream().mapToLong(Long::longValue).max().orElse(0);
    long missing = 0;
    for (long s = mark + 1; s <= highest; s++) {
      missing += seen.contains(s) ? 0 : 1;
    }
    return missing;
  }
}
