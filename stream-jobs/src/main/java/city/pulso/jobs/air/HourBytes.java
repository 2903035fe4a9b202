package city.pulso.jobs.air;

import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.HourRecord.HourIndex;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of what was said of an hour. Version 2 added what the index does not speak of and the
 * revision of the running means, version 3 left out the episodes. Enums by ordinal: append only.
 */
final class HourBytes {
  static final int VERSION = 3;

  private static final Pollutant[] POLLUTANTS = Pollutant.values();

  private HourBytes() {}

  static void write(HourRecord hour, DataOutputView out) throws IOException {
    out.writeLong(hour.hourMs());
    out.writeByte(hour.means().size());
    for (Map.Entry<Pollutant, BigDecimal> mean : hour.means().entrySet()) {
      out.writeByte(mean.getKey().ordinal());
      writeDecimal(mean.getValue(), out);
    }
    out.writeInt(hour.readings());
    out.writeInt(hour.flagged());
    out.writeInt(hour.revision());
    HourIndex index = hour.index();
    out.writeInt(index.value() == null ? -1 : index.value());
    out.writeUTF(index.category());
    out.writeByte(index.rank());
    out.writeUTF(index.responsible());
    writeDecimal(index.nowCast(), out);
    out.writeUTF(index.missing());
    out.writeInt(hour.indexRevision());
    out.writeInt(hour.runningRevision());
    out.writeByte(hour.ownRank());
  }

  static HourRecord read(int version, DataInputView in) throws IOException {
    long hourMs = in.readLong();
    int count = in.readByte();
    Map<Pollutant, BigDecimal> means = new EnumMap<>(Pollutant.class);
    for (int i = 0; i < count; i++) {
      Pollutant pollutant = POLLUTANTS[in.readByte()];
      BigDecimal mean = readDecimal(in);
      if (mean != null) {
        means.put(pollutant, mean);
      }
    }
    int readings = in.readInt();
    int flagged = in.readInt();
    int revision = in.readInt();
    int value = in.readInt();
    HourIndex index =
        new HourIndex(
            value < 0 ? null : (Integer) value,
            in.readUTF(),
            in.readByte(),
            in.readUTF(),
            readDecimal(in),
            version < 2 ? "" : in.readUTF());
    int indexRevision = in.readInt();
    int runningRevision = version < 2 ? 0 : in.readInt();
    int ownRank = in.readByte();
    if (version < 3) {
      EpisodeBytes.skip(in);
      EpisodeBytes.skip(in);
    }
    return new HourRecord(
        hourMs, means, readings, flagged, revision, index, indexRevision, runningRevision, ownRank);
  }

  /** Unscaled bytes behind their length, then the scale; length 0 = none. */
  private static void writeDecimal(@Nullable BigDecimal value, DataOutputView out)
      throws IOException {
    if (value == null) {
      out.writeByte(0);
      return;
    }
    byte[] unscaled = value.unscaledValue().toByteArray();
    out.writeByte(unscaled.length);
    out.write(unscaled);
    out.writeInt(value.scale());
  }

  private static @Nullable BigDecimal readDecimal(DataInputView in) throws IOException {
    byte[] unscaled = new byte[in.readByte()];
    if (unscaled.length == 0) {
      return null;
    }
    in.readFully(unscaled);
    return new BigDecimal(new BigInteger(unscaled), in.readInt());
  }
}
