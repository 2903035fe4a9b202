package city.pulso.simulator.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rows of a source that is not in the order of time: read at once, sorted, equal times as they
 * stood.
 */
final class SortedRows implements Recording.Rows {
  private final List<Observation> sorted = new ArrayList<>();
  private int at;

  SortedRows(Recording.Rows unsorted) {
    try (unsorted) {
      while (unsorted.next(sorted)) {
        // each call adds one row
      }
    }
    sorted.sort(Comparator.comparingLong(Observation::recordedMs));
  }

  @Override
  public boolean next(List<Observation> into) {
    if (at == sorted.size()) {
      return false;
    }
    into.add(sorted.get(at++));
    return true;
  }

  @Override
  public void close() {
    sorted.clear();
  }
}
