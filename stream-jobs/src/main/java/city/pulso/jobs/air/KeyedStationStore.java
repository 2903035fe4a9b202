package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.air.station.StationStore;
import city.pulso.jobs.hot.HotValues;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.jspecify.annotations.Nullable;

/**
 * A station's state in Flink's keyed state. "buckets" holds 48 hours of evidence time, "hours" a
 * day more, because what is rewritten rests on the day before it; both are dropped as the evidence
 * goes on; "progress" and "quality" are one value each. All of it is cleared when the station
 * leaves the registry.
 *
 * <p>What the stations heard last need for their next reading is kept as objects, see {@link
 * HotStation}, and written back before every snapshot.
 */
final class KeyedStationStore implements StationStore {
  private final HotValues<HotStation> stations;

  /**
   * @param most stations in memory; each takes about {@link HotStation#BYTES}
   */
  KeyedStationStore(RuntimeContext context, KeyContext keys, int most) {
    HotStation.States states = new HotStation.States(context);
    stations = new HotValues<>(most, keys, () -> new HotStation(states));
  }

  @Override
  public Progress progress() throws IOException {
    return station().progress();
  }

  @Override
  public void progress(Progress next) throws IOException {
    station().progress(next);
  }

  @Override
  public QualityMemory quality() throws IOException {
    return station().quality();
  }

  @Override
  public void quality(QualityMemory memory) throws IOException {
    station().quality(memory);
  }

  @Override
  public HourBucket bucket(long hourMs) throws IOException {
    return station().bucket(hourMs);
  }

  @Override
  public void bucket(long hourMs, HourBucket bucket) throws IOException {
    station().bucket(hourMs, bucket);
  }

  @Override
  public @Nullable HourRecord hour(long hourMs) throws IOException {
    return station().hour(hourMs);
  }

  @Override
  public void hour(HourRecord hour) throws IOException {
    station().hour(hour);
  }

  @Override
  public void dropBefore(long bucketsMs, long hoursMs) throws IOException {
    station().dropBefore(bucketsMs, hoursMs);
  }

  void clear() throws IOException {
    station().clear();
    stations.forget();
  }

  void writeBack() throws Exception {
    stations.writeBack();
  }

  private HotStation station() throws IOException {
    try {
      return stations.current();
    } catch (Exception failed) {
      throw new IOException("keyed state cannot be written", failed);
    }
  }
}
