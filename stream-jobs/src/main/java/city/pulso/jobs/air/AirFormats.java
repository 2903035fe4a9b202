package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.episode.Episode;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.quality.QualityMemory.Point;
import city.pulso.jobs.air.quality.QualityMemory.Track;
import city.pulso.jobs.air.quality.Quantity;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.HourRecord.HourIndex;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Byte formats of what a station's keyed state holds. Enums go by ordinal: append only. */
final class AirFormats {
  static final TypeInformation<HourBucket> BUCKET =
      FormatType.of(HourBucket.class, new BucketFormat());
  static final TypeInformation<HourRecord> HOUR = FormatType.of(HourRecord.class, new HourFormat());
  static final TypeInformation<QualityMemory> QUALITY =
      FormatType.of(QualityMemory.class, new QualityFormat());
  static final TypeInformation<Progress> PROGRESS =
      FormatType.of(Progress.class, new ProgressFormat());

  private static final Pollutant[] POLLUTANTS = Pollutant.values();
  private static final Quantity[] QUANTITIES = Quantity.values();

  private AirFormats() {}

  /** Readings of an hour, version 1. */
  static final class BucketFormat implements Format<HourBucket> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(HourBucket bucket, DataOutputView out) throws IOException {
      out.writeInt(bucket.slots().size());
      for (HourBucket.Slot slot : bucket.slots()) {
        out.writeLong(slot.atMs());
        out.writeInt(slot.coversS());
        out.writeBoolean(slot.flagged());
        out.writeByte(slot.accepted().size());
        for (Map.Entry<Pollutant, Double> value : slot.accepted().entrySet()) {
          out.writeByte(value.getKey().ordinal());
          out.writeDouble(value.getValue());
        }
      }
    }

    @Override
    public HourBucket read(int version, DataInputView in) throws IOException {
      int size = in.readInt();
      List<HourBucket.Slot> slots = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        long atMs = in.readLong();
        int coversS = in.readInt();
        boolean flagged = in.readBoolean();
        int count = in.readByte();
        Map<Pollutant, Double> accepted = new EnumMap<>(Pollutant.class);
        for (int k = 0; k < count; k++) {
          Pollutant pollutant = POLLUTANTS[in.readByte()];
          accepted.put(pollutant, in.readDouble());
        }
        slots.add(new HourBucket.Slot(atMs, coversS, accepted, flagged));
      }
      return new HourBucket(slots);
    }
  }

  /** What has been said about an hour, version 1. */
  static final class HourFormat implements Format<HourRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(HourRecord hour, DataOutputView out) throws IOException {
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
      out.writeInt(hour.indexRevision());
      out.writeByte(hour.ownRank());
      writeEpisode(hour.before(), out);
      writeEpisode(hour.after(), out);
    }

    @Override
    public HourRecord read(int version, DataInputView in) throws IOException {
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
              readDecimal(in));
      return new HourRecord(
          hourMs,
          means,
          readings,
          flagged,
          revision,
          index,
          in.readInt(),
          in.readByte(),
          readEpisode(in),
          readEpisode(in));
    }
  }

  /** What quality control remembers, version 1. */
  static final class QualityFormat implements Format<QualityMemory> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(QualityMemory memory, DataOutputView out) throws IOException {
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
    }

    @Override
    public QualityMemory read(int version, DataInputView in) throws IOException {
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
      return new QualityMemory(tracks);
    }
  }

  /** How far a station has come, version 1. */
  static final class ProgressFormat implements Format<Progress> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(Progress progress, DataOutputView out) throws IOException {
      out.writeLong(progress.evidenceMs());
      out.writeLong(progress.closedThroughMs());
      out.writeInt(progress.dirty().size());
      for (long hourMs : progress.dirty()) {
        out.writeLong(hourMs);
      }
      writeEpisode(progress.episode(), out);
      Progress.Latest latest = progress.latest();
      out.writeLong(latest.observedAtMs());
      out.writeDouble(latest.pm25() == null ? Double.NaN : latest.pm25());
      out.writeDouble(latest.pm10() == null ? Double.NaN : latest.pm10());
    }

    @Override
    public Progress read(int version, DataInputView in) throws IOException {
      long evidenceMs = in.readLong();
      long closedThroughMs = in.readLong();
      int count = in.readInt();
      List<Long> dirty = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        dirty.add(in.readLong());
      }
      Episode episode = readEpisode(in);
      Progress.Latest latest =
          new Progress.Latest(in.readLong(), present(in.readDouble()), present(in.readDouble()));
      return new Progress(evidenceMs, closedThroughMs, dirty, episode, latest);
    }

    private static @Nullable Double present(double value) {
      return Double.isNaN(value) ? null : (Double) value;
    }
  }

  private static void writeEpisode(Episode episode, DataOutputView out) throws IOException {
    out.writeBoolean(episode.open());
    out.writeLong(episode.openedAtMs());
    out.writeLong(episode.clearedAtMs());
    out.writeByte(episode.peakRank());
    out.writeLong(episode.badSinceMs());
    out.writeInt(episode.badHours());
    out.writeInt(episode.betterHours());
  }

  private static Episode readEpisode(DataInputView in) throws IOException {
    return new Episode(
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        in.readByte(),
        in.readLong(),
        in.readInt(),
        in.readInt());
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
