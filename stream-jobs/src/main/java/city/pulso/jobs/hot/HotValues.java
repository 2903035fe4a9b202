package city.pulso.jobs.hot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.jspecify.annotations.Nullable;

/**
 * The values of the keys used last, a bounded number of them. The one that was not used for the
 * longest time is written back and leaves when there is no room for another; one that was not used
 * for {@link #IDLE} snapshots leaves too, so that state with a time-to-live is forgotten in time.
 *
 * <p>Exact: Flink's snapshots contain everything, because {@link #writeBack()} is called right
 * before them, see {@link HotKeyedOperator} and {@link HotKeyedCoOperator}.
 */
public final class HotValues<V extends HotValue> {
  /** Snapshots that a value stays without being used. */
  public static final int IDLE = 30;

  private final int most;
  private final KeyContext keys;
  private final Supplier<V> made;
  private final Map<Object, Held<V>> values = new LinkedHashMap<>(16, 0.75f, true);
  private long snapshots;
  private @Nullable Held<V> last;

  private static final class Held<V> {
    private final Object key;
    private final V value;
    private long used;

    Held(Object key, V value) {
      this.key = key;
      this.value = value;
    }
  }

  /**
   * @param most values in memory
   * @param keys whose current key is that of the element at hand
   * @param made a value that has read nothing yet
   */
  public HotValues(int most, KeyContext keys, Supplier<V> made) {
    if (most < 1) {
      throw new IllegalArgumentException("hot values: " + most + " is not accepted; use 1 or more");
    }
    this.most = most;
    this.keys = keys;
    this.made = made;
  }

  /** The value of the current key. */
  public V current() throws Exception {
    Object key = keys.getCurrentKey();
    Held<V> held = last;
    if (held == null || !held.key.equals(key)) {
      held = values.get(key);
      if (held == null) {
        if (values.size() >= most) {
          evict(key);
        }
        held = new Held<>(key, made.get());
        values.put(key, held);
      }
      last = held;
    }
    held.used = snapshots;
    return held.value;
  }

  /** Forgets the current key's value with its changes: the caller has cleared its state. */
  public void forget() {
    values.remove(keys.getCurrentKey());
    last = null;
  }

  /** Writes every change back. The current key is another one afterwards. */
  public void writeBack() throws Exception {
    snapshots++;
    var eldestFirst = values.values().iterator();
    while (eldestFirst.hasNext()) {
      Held<V> held = eldestFirst.next();
      writeBack(held);
      if (held.used < snapshots - IDLE) {
        eldestFirst.remove();
      }
    }
    last = null;
  }

  private void writeBack(Held<V> held) throws Exception {
    if (held.value.changed()) {
      keys.setCurrentKey(held.key);
      held.value.writeBack();
    }
  }

  private void evict(Object current) throws Exception {
    var eldestFirst = values.values().iterator();
    writeBack(eldestFirst.next());
    eldestFirst.remove();
    keys.setCurrentKey(current);
  }
}
