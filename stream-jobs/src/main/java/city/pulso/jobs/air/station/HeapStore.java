package city.pulso.jobs.air.station;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.quality.QualityMemory;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps one station's state on the heap: for recorded files and tests. One thread. */
public final class HeapStore implements StationStore {
  private final NavigableMap<Long, HourBucket> buckets = new TreeMap<>();
  private final NavigableMap<Long, HourRecord> hours = new TreeMap<>();
  private Progress progress = Progress.NONE;
  private QualityMemory quality = QualityMemory.EMPTY;

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public void progress(Progress next) {
    progress = next;
  }

  @Override
  public QualityMemory quality() {
    return quality;
  }

  @Override
  public void quality(QualityMemory memory) {
    quality = memory;
  }

  @Override
  public HourBucket bucket(long hourMs) {
    return buckets.getOrDefault(hourMs, HourBucket.EMPTY);
  }

  @Override
  public void bucket(long hourMs, HourBucket bucket) {
    buckets.put(hourMs, bucket);
  }

  @Override
  public @Nullable HourRecord hour(long hourMs) {
    return hours.get(hourMs);
  }

  @Override
  public void hour(HourRecord hour) {
    hours.put(hour.hourMs(), hour);
  }

  @Override
  public void dropBefore(long bucketsMs, long hoursMs) {
    buckets.headMap(bucketsMs).clear();
    hours.headMap(hoursMs).clear();
  }
}
