package city.pulso.jobs.air;

import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.quality.QualityMemory.Device;
import city.pulso.jobs.air.quality.QualityMemory.Point;
import city.pulso.jobs.air.quality.QualityMemory.Sent;
import city.pulso.jobs.air.quality.QualityMemory.Track;
import city.pulso.jobs.air.quality.Quantity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
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
    out.writeByte(memory.tracks().size());
    for (Map.Entry<Quantity, Track> entry : memory.tracks().entrySet()) {
      Track track = entry.getValue();
      out.writeByte(entry.getKey().ordinal());
      out.writeDouble(track.runValue());
      out.writeLong(track.runSinceMs());
      out.writeLong(track.lastMs());
      out.writeInt(track.recent().size());
      for (Point point : track.recent()) {
        out.writeLong(point.atMs());
        out.writeDouble(point.value());
      }
    }
    out.writeLong(memory.device().onSinceMs());
    out.writeLong(memory.device().lastMs());
    out.writeByte(memory.device().sent().size());
    for (Sent sent : memory.device().sent()) {
      out.writeLong(sent.sequence());
      out.writeLong(sent.atMs());
      out.writeInt(sent.values());
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
      int points = in.readInt();
      List<Point> recent = new ArrayList<>(points);
      for (int k = 0; k < points; k++) {
        recent.add(new Point(in.readLong(), in.readDouble()));
      }
      tracks.put(quantity, new Track(runValue, runSinceMs, lastMs, recent));
    }
    return new QualityMemory(tracks, version < 2 ? longOn(tracks) : device(in));
  }

  /** Of a station that was heard before devices were remembered: it has warmed up long ago. */
  private static Device longOn(Map<Quantity, Track> tracks) {
    long lastMs = tracks.values().stream().mapToLong(Track::lastMs).max().orElse(Long.MIN_VALUE);
    return tracks.isEmpty() ? Device.NONE : new Device(0, lastMs, List.of());
  }

  private static Device device(DataInputView in) throws IOException {
    long onSinceMs = in.readLong();
    long lastMs = in.readLong();
    int count = in.readByte();
    List<Sent> sent = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sent.add(new Sent(in.readLong(), in.readLong(), in.readInt()));
    }
    return new Device(onSinceMs, lastMs, sent);
  }
}
