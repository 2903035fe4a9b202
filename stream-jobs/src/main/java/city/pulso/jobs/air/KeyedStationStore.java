package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.air.station.StationStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * A station's state in Flink's keyed state. "buckets" holds 48 hours of evidence time, "hours" a
 * day more, because what is rewritten rests on the day before it; both are dropped as the evidence
 * goes on; "progress" and "quality" are one value each. All of it is cleared when the station
 * leaves the registry.
 */
final class KeyedStationStore implements StationStore {
  private final MapState<Long, HourBucket> buckets;
  private final MapState<Long, HourRecord> hours;
  private final ValueState<@Nullable Progress> progress;
  private final ValueState<@Nullable QualityMemory> quality;

  KeyedStationStore(RuntimeContext context) {
    buckets =
        context.getMapState(new MapStateDescriptor<>("buckets", Types.LONG, AirFormats.BUCKET));
    hours = context.getMapState(new MapStateDescriptor<>("hours", Types.LONG, AirFormats.HOUR));
    progress = context.getState(new ValueStateDescriptor<>("progress", AirFormats.PROGRESS));
    quality = context.getState(new ValueStateDescriptor<>("quality", AirFormats.QUALITY));
  }

  @Override
  public Progress progress() throws IOException {
    Progress known = progress.value();
    return known == null ? Progress.NONE : known;
  }

  @Override
  public void progress(Progress next) throws IOException {
    progress.update(next);
  }

  @Override
  public QualityMemory quality() throws IOException {
    QualityMemory known = quality.value();
    return known == null ? QualityMemory.EMPTY : known;
  }

  @Override
  public void quality(QualityMemory memory) throws IOException {
    quality.update(memory);
  }

  @Override
  public HourBucket bucket(long hourMs) throws IOException {
    HourBucket known = get(buckets, hourMs);
    return known == null ? HourBucket.EMPTY : known;
  }

  @Override
  public void bucket(long hourMs, HourBucket bucket) throws IOException {
    put(buckets, hourMs, bucket);
  }

  @Override
  public @Nullable HourRecord hour(long hourMs) throws IOException {
    return get(hours, hourMs);
  }

  @Override
  public void hour(HourRecord hour) throws IOException {
    put(hours, hour.hourMs(), hour);
  }

  @Override
  public void dropBefore(long bucketsMs, long hoursMs) throws IOException {
    dropBefore(buckets, bucketsMs);
    dropBefore(hours, hoursMs);
  }

  void clear() {
    buckets.clear();
    hours.clear();
    progress.clear();
    quality.clear();
  }

  private static <V> @Nullable V get(MapState<Long, V> state, long hourMs) throws IOException {
    try {
      return state.get(hourMs);
    } catch (Exception failed) {
      throw new IOException("keyed state cannot be read", failed);
    }
  }

  private static <V> void put(MapState<Long, V> state, long hourMs, V value) throws IOException {
    try {
      state.put(hourMs, value);
    } catch (Exception failed) {
      throw new IOException("keyed state cannot be written", failed);
    }
  }

  private static <V> void dropBefore(MapState<Long, V> state, long hourMs) throws IOException {
    try {
      List<Long> old = new ArrayList<>();
      for (Long hour : state.keys()) {
        if (hour < hourMs) {
          old.add(hour);
        }
      }
      for (Long hour : old) {
        state.remove(hour);
      }
    } catch (Exception failed) {
      throw new IOException("keyed state cannot be cleared", failed);
    }
  }
}
