package city.pulso.edge.intake;

import city.pulso.edge.spool.Heard;
import city.pulso.edge.spool.ReadingName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Recognises readings that a device sends again because an answer was lost: same device, same boot,
 * same sequence, or a message to which a network gave the same id. What is stored the store
 * remembers, see {@link Heard}; what lies further back is taken for new, so nothing is ever lost by
 * forgetting.
 *
 * <p>A reading that is still being stored is known already, and whoever repeats it gets the same
 * answer at the same time: never before it is on disk. Threads: any.
 */
final class Repeats {
  private final Function<String, Heard> heard;
  private final Map<ReadingName, CompletableFuture<Void>> storing = new HashMap<>();

  /**
   * @param heard what is stored of a device's readings
   */
  Repeats(Function<String, Heard> heard) {
    this.heard = heard;
  }

  /**
   * Asks whether a reading is a repetition. If it is new, the caller must say how storing it ended.
   *
   * @param mine completes when the caller has stored the reading, or could not
   * @return empty: it is new. Otherwise completes when the first of its name is on disk
   */
  synchronized Optional<CompletableFuture<Void>> first(
      ReadingName name, CompletableFuture<Void> mine) {
    // In this order: what is no longer being stored the store knows by now.
    CompletableFuture<Void> before = storing.get(name);
    if (before != null) {
      return Optional.of(before);
    }
    if (heard.apply(name.device()).has(name)) {
      return Optional.of(CompletableFuture.completedFuture(null));
    }
    storing.put(name, mine);
    return Optional.empty();
  }

  /** They are stored, or they are not and a repetition is welcome. */
  synchronized void settled(List<ReadingName> names) {
    names.forEach(storing::remove);
  }
}
