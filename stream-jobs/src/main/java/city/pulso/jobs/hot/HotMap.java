package city.pulso.jobs.hot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * A map of one key's values by the start of an hour: those used last are in memory, all of them in
 * Flink's map state. Part of a {@link HotValue}.
 */
public final class HotMap<T> {
  private static final long HOUR_MS = 3_600_000L;

  /** Over a longer step it is cheaper to look which hours there are. */
  private static final long LONGEST_STEP_MS = 24 * HOUR_MS;

  private final MapState<Long, T> state;
  private final NavigableMap<Long, Slot<T>> slots = new TreeMap<>();
  private boolean changed;
  private long droppedBefore = Long.MIN_VALUE;

  /** A value as it is now; null = there is none. */
  private static final class Slot<T> {
    private @Nullable T value;
    private boolean changed;
  }

  /**
   * @param state of which nothing is in memory yet
   */
  public HotMap(MapState<Long, T> state) {
    this.state = state;
  }

  /** The value; null = there is none. */
  public @Nullable T get(long hourMs) throws Exception {
    Slot<T> slot = slots.get(hourMs);
    if (slot == null) {
      slot = new Slot<>();
      slot.value = state.get(hourMs);
      slots.put(hourMs, slot);
    }
    return slot.value;
  }

  /** The value from now on. */
  public void put(long hourMs, T value) {
    if (hourMs < droppedBefore) {
      droppedBefore = Long.MIN_VALUE;
    }
    Slot<T> slot = slots.computeIfAbsent(hourMs, h -> new Slot<>());
    slot.value = value;
    slot.changed = true;
    changed = true;
  }

  /** Forgets hours that start before this. */
  public void dropBefore(long hourMs) throws Exception {
    slots.headMap(hourMs).clear();
    long oldest = droppedBefore;
    if (oldest == Long.MIN_VALUE || hourMs - oldest > LONGEST_STEP_MS) {
      List<Long> old = new ArrayList<>();
      for (Long hour : state.keys()) {
        if (hour < hourMs) {
          old.add(hour);
        }
      }
      for (Long hour : old) {
        state.remove(hour);
      }
    } else {
      for (; oldest < hourMs; oldest += HOUR_MS) {
        state.remove(oldest);
      }
    }
    droppedBefore = Math.max(droppedBefore, hourMs);
    trim();
  }

  /** Writes changes back; the newest hour stays in memory. */
  public void writeBack() throws Exception {
    if (changed) {
      for (Map.Entry<Long, Slot<T>> entry : slots.entrySet()) {
        Slot<T> slot = entry.getValue();
        if (slot.changed && slot.value != null) {
          state.put(entry.getKey(), slot.value);
          slot.changed = false;
        }
      }
      changed = false;
    }
    trim();
  }

  /** Whether there is anything to write back. */
  public boolean changed() {
    return changed;
  }

  /** Clears what is in memory and in state. */
  public void clear() {
    slots.clear();
    changed = false;
    droppedBefore = Long.MIN_VALUE;
    state.clear();
  }

  /** Leaves the newest hour, and what is not written back yet. */
  private void trim() {
    if (slots.size() > 1) {
      long newest = slots.lastKey();
      slots.entrySet().removeIf(e -> !e.getValue().changed && e.getKey() != newest);
    }
  }
}
