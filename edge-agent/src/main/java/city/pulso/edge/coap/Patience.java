package city.pulso.edge.coap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests that were not answered yet, sorted by when they came: whoever waits too long is told
 * once that the request has arrived (an empty ACK), and the answer follows on its own. One timer
 * for all of them, because nearly every request is answered long before. Threads: any may add, one
 * looks.
 */
final class Patience {
  /** Time between two looks, milliseconds. */
  static final int LOOK_MS = 200;

  /** Looks that a request waits in full: it is told after 600 to 800 ms, and 2 s would be late. */
  private static final int LOOKS = 3;

  private final Deque<Set<Runnable>> older = new ArrayDeque<>();
  private volatile Set<Runnable> current = ConcurrentHashMap.newKeySet();

  /**
   * Adds a request.
   *
   * @param tell says that it has arrived; not called when {@link Waiting#answered} came first
   */
  Waiting add(Runnable tell) {
    Set<Runnable> among = current;
    among.add(tell);
    return () -> among.remove(tell);
  }

  /** One request. */
  interface Waiting {
    /** It needs no patience any more. */
    void answered();
  }

  /** To be called every {@value #LOOK_MS} ms. */
  void look() {
    older.addLast(current);
    current = ConcurrentHashMap.newKeySet();
    if (older.size() > LOOKS) {
      older.removeFirst().forEach(Runnable::run);
    }
  }
}
