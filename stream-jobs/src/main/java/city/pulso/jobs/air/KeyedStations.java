package city.pulso.jobs.air;

import city.pulso.jobs.hot.HotValues;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * The stations' state in Flink's keyed state. "buckets" holds 48 hours of evidence time, "hours" a
 * day more, because what is rewritten rests on the day before it; both are dropped as the evidence
 * goes on; "progress" and "quality" are one value each. All of it is cleared when the station
 * leaves the registry.
 *
 * <p>What the stations heard last need for their next reading is kept as objects, see {@link
 * HotStation}, and written back before every snapshot.
 */
final class KeyedStations {
  private final HotValues<HotStation> stations;

  /**
   * @param most stations in memory; each takes about {@link HotStation#BYTES}
   */
  KeyedStations(RuntimeContext context, KeyContext keys, int most) {
    HotStation.States states = new HotStation.States(context);
    stations = new HotValues<>(most, keys, () -> new HotStation(states));
  }

  void clear() throws IOException {
    station().clear();
    stations.forget();
  }

  void writeBack() throws Exception {
    stations.writeBack();
  }

  /** The station of the current key, valid until there is another one. */
  HotStation station() throws IOException {
    try {
      return stations.current();
    } catch (Exception failed) {
      throw new IOException("keyed state cannot be written", failed);
    }
  }
}
