package city.pulso.jobs.air;

import city.pulso.jobs.air.outlook.DailyProfile;
import city.pulso.jobs.air.outlook.OutlookMemory;
import city.pulso.jobs.air.outlook.OutlookMemory.Learnt;
import city.pulso.jobs.air.outlook.Score;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Byte format of what the outlook of a station has learnt. Enums by ordinal: append only. */
final class OutlookFormats {
  static final TypeInformation<OutlookMemory> OUTLOOK =
      FormatType.of(OutlookMemory.class, new OutlookFormat());

  private static final Pollutant[] POLLUTANTS = Pollutant.values();

  private OutlookFormats() {}

  /** Version 1. */
  static final class OutlookFormat implements Format<OutlookMemory> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(OutlookMemory memory, DataOutputView out) throws IOException {
      out.writeLong(memory.newestMs());
      out.writeBoolean(memory.given());
      out.writeByte(memory.recent().size());
      for (Map.Entry<Long, Map<Pollutant, Double>> hour : memory.recent().entrySet()) {
        out.writeLong(hour.getKey());
        out.writeByte(hour.getValue().size());
        for (Map.Entry<Pollutant, Double> mean : hour.getValue().entrySet()) {
          out.writeByte(mean.getKey().ordinal());
          out.writeDouble(mean.getValue());
        }
      }
      out.writeByte(memory.learnt().size());
      for (Map.Entry<Pollutant, Learnt> entry : memory.learnt().entrySet()) {
        out.writeByte(entry.getKey().ordinal());
        writeLearnt(entry.getValue(), out);
      }
    }

    @Override
    public OutlookMemory read(int version, DataInputView in) throws IOException {
      long newestMs = in.readLong();
      boolean given = in.readBoolean();
      int hours = in.readByte();
      NavigableMap<Long, Map<Pollutant, Double>> recent = new TreeMap<>();
      for (int i = 0; i < hours; i++) {
        long hourMs = in.readLong();
        int count = in.readByte();
        Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
        for (int k = 0; k < count; k++) {
          Pollutant pollutant = POLLUTANTS[in.readByte()];
          means.put(pollutant, in.readDouble());
        }
        recent.put(hourMs, means);
      }
      int count = in.readByte();
      Map<Pollutant, Learnt> learnt = new EnumMap<>(Pollutant.class);
      for (int i = 0; i < count; i++) {
        Pollutant pollutant = POLLUTANTS[in.readByte()];
        learnt.put(pollutant, readLearnt(in));
      }
      return new OutlookMemory(newestMs, recent, learnt, given);
    }
  }

  private static void writeLearnt(Learnt learnt, DataOutputView out) throws IOException {
    for (double mean : learnt.profile().means()) {
      out.writeDouble(mean);
    }
    for (int days : learnt.profile().days()) {
      out.writeByte(days);
    }
    out.writeByte(learnt.scores().size());
    for (Score score : learnt.scores()) {
      out.writeInt(score.forecasts());
      out.writeDouble(score.outlookSquare());
      out.writeDouble(score.persistenceSquare());
    }
  }

  private static Learnt readLearnt(DataInputView in) throws IOException {
    int hours = DailyProfile.EMPTY.means().size();
    List<Double> means = new ArrayList<>(hours);
    List<Integer> days = new ArrayList<>(hours);
    for (int i = 0; i < hours; i++) {
      means.add(in.readDouble());
    }
    for (int i = 0; i < hours; i++) {
      days.add((int) in.readByte());
    }
    int count = in.readByte();
    List<Score> scores = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      scores.add(new Score(in.readInt(), in.readDouble(), in.readDouble()));
    }
    return new Learnt(new DailyProfile(means, days), scores);
  }
}
