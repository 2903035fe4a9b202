package city.pulso.jobs.air;

import city.pulso.jobs.air.station.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of how far a station has come. Version 2 added the battery, version 3 left out the episode.
 */
final class ProgressBytes {
  static final int VERSION = 3;

  private static final int NO_BATTERY = -1;

  private ProgressBytes() {}

  static void write(Progress progress, DataOutputView out) throws IOException {
    out.writeLong(progress.evidenceMs());
    out.writeLong(progress.closedThroughMs());
    out.writeInt(progress.dirty().size());
    for (long hourMs : progress.dirty()) {
      out.writeLong(hourMs);
    }
    Progress.Latest latest = progress.latest();
    out.writeLong(latest.observedAtMs());
    out.writeDouble(latest.pm25() == null ? Double.NaN : latest.pm25());
    out.writeDouble(latest.pm10() == null ? Double.NaN : latest.pm10());
    out.writeByte(latest.batteryPercent() == null ? NO_BATTERY : latest.batteryPercent());
  }

  static Progress read(int version, DataInputView in) throws IOException {
    long evidenceMs = in.readLong();
    long closedThroughMs = in.readLong();
    int count = in.readInt();
    List<Long> dirty = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      dirty.add(in.readLong());
    }
    if (version < 3) {
      EpisodeBytes.skip(in);
    }
    long observedAtMs = in.readLong();
    Double pm25 = present(in.readDouble());
    Double pm10 = present(in.readDouble());
    int battery = version < 2 ? NO_BATTERY : in.readByte();
    return new Progress(
        evidenceMs,
        closedThroughMs,
        dirty,
        new Progress.Latest(
            observedAtMs, pm25, pm10, battery == NO_BATTERY ? null : (Integer) battery));
  }

  private static @Nullable Double present(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }
}
