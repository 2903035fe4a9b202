package city.pulso.edge.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HeardTest {
  @Property(tries = 200)
  void it_agrees_with_a_plain_set_inside_the_window_and_never_takes_new_for_old(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 700) Integer> sequences) {
    Heard heard = Heard.NOTHING;
    Set<Integer> seen = new HashSet<>();
    int highest = -1;
    for (int sequence : sequences) {
      ReadingName name = new ReadingName("d", 1, sequence);
      assertThat(heard.has(name))
          .isEqualTo(seen.contains(sequence) && highest - sequence < Heard.WINDOW);
      heard = Heard.of(heard.with(name).toBytes());
      seen.add(sequence);
      highest = Math.max(highest, sequence);
    }
  }

  @Test
  void sequences_at_the_ends_of_their_range_do_no_harm() {
    Heard heard = Heard.NOTHING.with(name(0)).with(name(Long.MAX_VALUE));
    assertThat(heard.has(name(Long.MAX_VALUE))).isTrue();
    assertThat(heard.has(name(0))).as("forgotten, so new").isFalse();
  }

  @Test
  void another_boot_takes_the_place_of_the_last_and_messages_stay() {
    Heard heard =
        Heard.NOTHING
            .with(name(7))
            .with(new ReadingName("d", 0, 0, "a"))
            .with(new ReadingName("d", 2, 3));
    assertThat(heard.has(name(7))).isFalse();
    assertThat(heard.has(new ReadingName("d", 2, 3))).isTrue();
    assertThat(heard.has(new ReadingName("d", 2, 7))).isFalse();
    assertThat(heard.has(new ReadingName("d", 0, 0, "a"))).isTrue();
  }

  @Test
  void the_last_messages_are_known_and_older_ones_taken_for_new() {
    Heard heard = Heard.NOTHING;
    for (int i = 0; i <= Heard.MESSAGES; i++) {
      heard = Heard.of(heard.with(new ReadingName("d", 0, 0, "message " + i)).toBytes());
    }
    assertThat(heard.has(new ReadingName("d", 0, 0, "message 0"))).isFalse();
    for (int i = 1; i <= Heard.MESSAGES; i++) {
      assertThat(heard.has(new ReadingName("d", 0, 0, "message " + i))).isTrue();
    }
  }

  @Test
  void what_is_damaged_on_disk_is_forgotten() {
    byte[] stored = Heard.NOTHING.with(name(5)).toBytes();
    for (int bit = 0; bit < stored.length * Byte.SIZE; bit++) {
      byte[] damaged = stored.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(Heard.of(damaged).has(name(5))).isFalse();
    }
    assertThat(Heard.of(new byte[3]).has(name(5))).isFalse();
  }

  private static ReadingName name(long sequence) {
    return new ReadingName("d", 1, sequence);
  }
}
