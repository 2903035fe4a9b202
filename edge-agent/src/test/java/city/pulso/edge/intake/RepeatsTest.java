package city.pulso.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private final Repeats repeats = new Repeats();

  @Property(tries = 200)
  void it_agrees_with_a_plain_set_inside_the_window_and_never_takes_new_for_old(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 700) Integer> sequences) {
    Repeats fresh = new Repeats();
    Set<Integer> seen = new HashSet<>();
    int highest = -1;
    for (int sequence : sequences) {
      Repeats.Name name = new Repeats.Name("d", 1, sequence);
      boolean repeated = fresh.first(name, new CompletableFuture<>()).isPresent();
      assertThat(repeated)
          .isEqualTo(seen.contains(sequence) && highest - sequence < Repeats.WINDOW);
      fresh.stored(List.of(name));
      seen.add(sequence);
      highest = Math.max(highest, sequence);
    }
  }

  @Test
  void another_device_or_another_boot_is_no_repetition() {
    store(new Repeats.Name("d", 1, 5));
    assertThat(repeated(new Repeats.Name("d", 1, 5))).isTrue();
    assertThat(repeated(new Repeats.Name("e", 1, 5))).isFalse();
    assertThat(repeated(new Repeats.Name("d", 2, 5))).isFalse();
  }

  @Test
  void a_repetition_waits_for_the_first_and_shares_its_fate() {
    Repeats.Name name = new Repeats.Name("d", 1, 5);
    CompletableFuture<Void> first = new CompletableFuture<>();
    assertThat(repeats.first(name, first)).isEmpty();

    Optional<CompletableFuture<Void>> again = repeats.first(name, new CompletableFuture<>());

    assertThat(again).containsSame(first);
    repeats.failed(List.of(name));
    assertThat(repeats.first(name, new CompletableFuture<>())).as("to be stored now").isEmpty();
  }

  @Test
  void sequences_at_the_ends_of_their_range_do_no_harm() {
    store(new Repeats.Name("d", 1, 0));
    store(new Repeats.Name("d", 1, Long.MAX_VALUE));
    assertThat(repeated(new Repeats.Name("d", 1, Long.MAX_VALUE))).isTrue();
    assertThat(repeated(new Repeats.Name("d", 1, 0))).as("forgotten, so new").isFalse();
  }

  private void store(Repeats.Name name) {
    assertThat(repeated(name)).isFalse();
    repeats.stored(List.of(name));
  }

  private boolean repeated(Repeats.Name name) {
    return repeats.first(name, new CompletableFuture<>()).isPresent();
  }
}
