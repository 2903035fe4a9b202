package city.pulso.jobs.hot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.jspecify.annotations.Nullable;

/**
 * The values of the keys used last, a bounded number of them. When there is no room for another, it
 * comes as a guest: the next one takes its place, unless it was used again meanwhile; it then
 * stays, and the one that was not used for the longest time leaves. So where more keys come in turn
 * than have room, those in memory stay there instead of each leaving just before it is needed. One
 * that was not used for {@link #IDLE} snapshots leaves too, so that state with a time-to-live is
 * forgotten in time. What leaves is written back.
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
  private @Nullable Held<V> guest;

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
        held = new Held<>(key, made.get());
        if (values.size() >= most) {
          evict(key);
          guest = held;
        }
        values.put(key, held);
      } else if (held == guest) {
        guest = null;
      }
      last = held;
    }
    held.used = snapshots;
    return held.value;
  }

  /** Forgets the current key's value with its changes: the caller has cleared its state. */
  public void forget() {
    if (values.remove(keys.getCurrentKey()) == guest) {
      guest = null;
    }
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
        guest = held == guest ? null : guest;
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
    Held<V> leaves = guest == null ? values.values().iterator().next() : guest;
    writeBack(leaves);
    values.remove(leaves.key);
    keys.setCurrentKey(current);
  }
}
