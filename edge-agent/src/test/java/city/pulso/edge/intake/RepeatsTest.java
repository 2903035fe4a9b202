package city.pulso.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.spool.Heard;
import city.pulso.edge.spool.ReadingName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private final Map<String, Heard> heard = new HashMap<>();
  private final Repeats repeats = new Repeats(device -> heard.getOrDefault(device, Heard.NOTHING));

  @Test
  void another_device_or_another_boot_is_no_repetition() {
    store(new ReadingName("d", 1, 5));
    assertThat(repeated(new ReadingName("d", 1, 5))).isTrue();
    assertThat(repeated(new ReadingName("e", 1, 5))).isFalse();
    assertThat(repeated(new ReadingName("d", 2, 5))).isFalse();
  }

  @Test
  void a_repetition_waits_for_the_first_and_shares_its_fate() {
    ReadingName name = new ReadingName("d", 1, 5);
    CompletableFuture<Void> first = new CompletableFuture<>();
    assertThat(repeats.first(name, first)).isEmpty();

    Optional<CompletableFuture<Void>> again = repeats.first(name, new CompletableFuture<>());

    assertThat(again).containsSame(first);
    repeats.settled(List.of(name));
    assertThat(repeats.first(name, new CompletableFuture<>())).as("to be stored now").isEmpty();
  }

  private void store(ReadingName name) {
    assertThat(repeated(name)).isFalse();
    heard.merge(name.device(), Heard.NOTHING.with(name), (before, first) -> before.with(name));
    repeats.settled(List.of(name));
  }

  private boolean repeated(ReadingName name) {
    return repeats.first(name, new CompletableFuture<>()).isPresent();
  }
}
