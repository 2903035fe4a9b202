package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.air.station.StationStore;
import city.pulso.jobs.hot.HotMap;
import city.pulso.jobs.hot.HotValue;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/** One station in memory: read at first use, written back when it changed. */
final class HotStation implements HotValue, StationStore {
  /** What one takes, about: 60 readings an hour of eight quantities. */
  static final int BYTES = 8_000;

  private final States states;
  private final HotMap<HourBucket> buckets;
  private final HotMap<HourRecord> hours;
  private @Nullable Progress progress;
  private @Nullable QualityMemory quality;
  private boolean progressChanged;
  private boolean qualityChanged;

  HotStation(States states) {
    this.states = states;
    this.buckets = new HotMap<>(states.buckets);
    this.hours = new HotMap<>(states.hours);
  }

  /** Flink's handles of a station's state. */
  static final class States {
    private final MapState<Long, HourBucket> buckets;
    private final MapState<Long, HourRecord> hours;
    private final ValueState<@Nullable Progress> progress;
    private final ValueState<@Nullable QualityMemory> quality;

    States(RuntimeContext context) {
      buckets =
          context.getMapState(new MapStateDescriptor<>("buckets", Types.LONG, AirFormats.BUCKET));
      hours = context.getMapState(new MapStateDescriptor<>("hours", Types.LONG, AirFormats.HOUR));
      progress = context.getState(new ValueStateDescriptor<>("progress", AirFormats.PROGRESS));
      quality = context.getState(new ValueStateDescriptor<>("quality", AirFormats.QUALITY));
    }
  }

  @Override
  public Progress progress() throws IOException {
    Progress known = progress;
    if (known == null) {
      known = states.progress.value();
      known = known == null ? Progress.NONE : known;
      progress = known;
    }
    return known;
  }

  @Override
  public void progress(Progress next) {
    progress = next;
    progressChanged = true;
  }

  @Override
  public QualityMemory quality() throws IOException {
    QualityMemory known = quality;
    if (known == null) {
      known = states.quality.value();
      known = known == null ? QualityMemory.EMPTY : known;
      quality = known;
    }
    return known;
  }

  @Override
  public void quality(QualityMemory memory) {
    quality = memory;
    qualityChanged = true;
  }

  @Override
  public HourBucket bucket(long hourMs) throws IOException {
    HourBucket known = get(buckets, hourMs);
    return known == null ? HourBucket.EMPTY : known;
  }

  @Override
  public void bucket(long hourMs, HourBucket bucket) {
    buckets.put(hourMs, bucket);
  }

  @Override
  public @Nullable HourRecord hour(long hourMs) throws IOException {
    return get(hours, hourMs);
  }

  @Override
  public void hour(HourRecord hour) {
    hours.put(hour.hourMs(), hour);
  }

  @Override
  public void dropBefore(long bucketsMs, long hoursMs) throws IOException {
    try {
      buckets.dropBefore(bucketsMs);
      hours.dropBefore(hoursMs);
    } catch (Exception failed) {
      throw new IOException("keyed state cannot be cleared", failed);
    }
  }

  void clear() {
    buckets.clear();
    hours.clear();
    states.progress.clear();
    states.quality.clear();
  }

  @Override
  public boolean changed() {
    return progressChanged || qualityChanged || buckets.changed() || hours.changed();
  }

  @Override
  public void writeBack() throws Exception {
    buckets.writeBack();
    hours.writeBack();
    if (progressChanged) {
      states.progress.update(progress);
      progressChanged = false;
    }
    if (qualityChanged) {
      states.quality.update(quality);
      qualityChanged = false;
    }
  }

  private static <V> @Nullable V get(HotMap<V> map, long hourMs) throws IOException {
    try {
      return map.get(hourMs);
    } catch (Exception failed) {
      throw new IOException("keyed state cannot be read", failed);
    }
  }
}
