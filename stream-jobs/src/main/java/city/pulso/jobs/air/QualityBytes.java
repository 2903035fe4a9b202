package city.pulso.jobs.air;

import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.quality.QualityMemory.Device;
import city.pulso.jobs.air.quality.QualityMemory.Track;
import city.pulso.jobs.air.quality.Quantity;
import city.pulso.jobs.air.quality.Recent;
import city.pulso.jobs.air.quality.Sent;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of what quality control remembers. Version 2 added the device. Enums by ordinal: append
 * only.
 */
final class QualityBytes {
  static final int VERSION = 2;

  private static final Quantity[] QUANTITIES = Quantity.values();

  private QualityBytes() {}

  static void write(QualityMemory memory, DataOutputView out) throws IOException {
    int count = 0;
    for (Quantity quantity : QUANTITIES) {
      count += memory.track(quantity) == null ? 0 : 1;
    }
    out.writeByte(count);
    for (Quantity quantity : QUANTITIES) {
      Track track = memory.track(quantity);
      if (track == null) {
        continue;
      }
      out.writeByte(quantity.ordinal());
      out.writeDouble(track.runValue());
      out.writeLong(track.runSinceMs());
      out.writeLong(track.lastMs());
      Recent recent = track.recent();
      out.writeInt(recent.size());
      for (int i = 0; i < recent.size(); i++) {
        out.writeLong(recent.atMs(i));
        out.writeDouble(recent.value(i));
      }
    }
    out.writeLong(memory.device().onSinceMs());
    out.writeLong(memory.device().lastMs());
    Sent sent = memory.device().sent();
    out.writeByte(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      out.writeLong(sent.sequence(i));
      out.writeLong(sent.atMs(i));
      out.writeInt(sent.values(i));
    }
  }

  static QualityMemory read(int version, DataInputView in) throws IOException {
    int count = in.readByte();
    Map<Quantity, Track> tracks = new EnumMap<>(Quantity.class);
    for (int i = 0; i < count; i++) {
      Quantity quantity = QUANTITIES[in.readByte()];
      double runValue = in.readDouble();
      long runSinceMs = in.readLong();
      long lastMs = in.readLong();
      long[] atMs = new long[in.readInt()];
      double[] values = new double[atMs.length];
      for (int k = 0; k < atMs.length; k++) {
        atMs[k] = in.readLong();
        values[k] = in.readDouble();
      }
      tracks.put(quantity, new Track(runValue, runSinceMs, lastMs, Recent.of(atMs, values)));
    }
    return QualityMemory.of(tracks, version < 2 ? longOn(tracks) : device(in));
  }

  /** Of a station that was heard before devices were remembered: it has warmed up long ago. */
  private static Device longOn(Map<Quantity, Track> tracks) {
    long lastMs = tracks.values().stream().mapToLong(Track::lastMs).max().orElse(Long.MIN_VALUE);
    return tracks.isEmpty() ? Device.NONE : new Device(0, lastMs, Sent.NONE);
  }

  private static Device device(DataInputView in) throws IOException {
    long onSinceMs = in.readLong();
    long lastMs = in.readLong();
    int count = in.readByte();
    Sent sent = Sent.NONE;
    for (int i = 0; i < count; i++) {
      sent = sent.with(in.readLong(), in.readLong(), in.readInt());
    }
    return new Device(onSinceMs, lastMs, sent);
  }
}
