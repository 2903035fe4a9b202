package city.pulso.edge.uplink;

import city.pulso.edge.spool.Spool;
import city.pulso.schemas.v1.Domain;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whose batch goes next. Care data first; then what is live before what is old; then by the
 * domain's importance; then who has waited longer. Every eighth turn belongs to whoever has waited
 * longest, so that nobody waits for ever. Within a stream the order never changes. Not thread-safe.
 */
final class Turns {
  /** Accepted this recently is live: somebody may be looking at it. */
  static final long LIVE_MS = 120_000;

  private static final int FAIR = 8;

  private int turn;

  /**
   * A stream that has something to send.
   *
   * @param importance 0 = care data, larger = less important
   * @param live what it would send next was accepted lately
   * @param lastTurn number of its last turn
   */
  record Candidate<T>(T stream, int importance, boolean live, long lastTurn) {
    boolean care() {
      return importance == 0;
    }
  }

  static int importance(Domain domain) {
    int place = Spool.DOMAINS.indexOf(domain);
    return place < 0 ? Spool.DOMAINS.size() : place;
  }

  /** The coming turn belongs to whoever has waited longest. */
  boolean fair() {
    return (turn + 1) % FAIR == 0;
  }

  <T> Optional<Candidate<T>> next(List<Candidate<T>> waiting) {
    Comparator<Candidate<T>> longest = Comparator.comparingLong(Candidate::lastTurn);
    Comparator<Candidate<T>> usual =
        Comparator.<Candidate<T>, Boolean>comparing(candidate -> !candidate.care())
            .thenComparing(candidate -> !candidate.live())
            .thenComparingInt(Candidate::importance)
            .thenComparing(longest);
    return waiting.stream().min(fair() ? longest.thenComparing(usual) : usual);
  }

  /** A batch went out; returns the number of the turn. */
  long taken() {
    turn++;
    return turn;
  }
}
