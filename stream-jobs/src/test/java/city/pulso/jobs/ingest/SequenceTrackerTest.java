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
  private static final int CAP = 8;

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
    SequenceTracker tracker = new SequenceTracker(CAP);
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
                : move - mark > CAP ? Verdict.TOO_FAR : Verdict.NEW;
        assertThat(tracker.offer(move)).isEqualTo(expected);
        if (expected == Verdict.NEW) {
          seen.add((long) move);
        }
      }
      assertThat(tracker.mark()).isEqualTo(mark(seen, givenUp));
      assertThat(tracker.missing()).isEqualTo(missing(seen, givenUp));
      assertThat(tracker.ranges().length).isLessThanOrEqualTo(CAP + 1);
      tracker = new SequenceTracker(CAP, tracker.mark(), tracker.ranges());
    }
  }

  @Test
  void what_lies_too_far_above_a_hole_is_taken_once_the_hole_is_closed() {
    SequenceTracker tracker = new SequenceTracker(CAP);
    assertThat(tracker.offer(CAP + 1)).isEqualTo(Verdict.TOO_FAR);
    assertThat(tracker.offer(1)).isEqualTo(Verdict.NEW);
    assertThat(tracker.offer(CAP + 1)).isEqualTo(Verdict.NEW);
    assertThat(tracker.missing()).isEqualTo(CAP - 1);
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
