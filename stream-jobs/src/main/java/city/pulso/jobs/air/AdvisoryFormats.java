package city.pulso.jobs.air;

import city.pulso.jobs.air.advisory.DistrictTrack;
import city.pulso.jobs.air.advisory.DistrictTrack.InForce;
import city.pulso.jobs.air.advisory.KoreanAdvisory;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Byte format of what advisories are judged from. Enums go by ordinal: append only. */
final class AdvisoryFormats {
  static final TypeInformation<DistrictTrack> TRACK =
      FormatType.of(DistrictTrack.class, new TrackFormat());

  private static final Pollutant[] POLLUTANTS = Pollutant.values();
  private static final KoreanAdvisory.Stage[] STAGES = KoreanAdvisory.Stage.values();

  private AdvisoryFormats() {}

  /** Hours of a district, version 1. */
  static final class TrackFormat implements Format<DistrictTrack> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(DistrictTrack track, DataOutputView out) throws IOException {
      out.writeInt(track.hours().size());
      for (var hour : track.hours().entrySet()) {
        out.writeLong(hour.getKey());
        out.writeInt(hour.getValue().size());
        for (var station : hour.getValue().entrySet()) {
          out.writeUTF(station.getKey());
          out.writeByte(station.getValue().size());
          for (Map.Entry<Pollutant, Double> mean : station.getValue().entrySet()) {
            out.writeByte(mean.getKey().ordinal());
            out.writeDouble(mean.getValue());
          }
        }
      }
      out.writeByte(track.before().size());
      for (Map.Entry<Pollutant, InForce> before : track.before().entrySet()) {
        InForce state = before.getValue();
        out.writeByte(before.getKey().ordinal());
        out.writeByte(state.advisory().stage().ordinal());
        out.writeInt(state.advisory().hoursAtAdvisory());
        out.writeInt(state.advisory().hoursAtWarning());
        out.writeLong(state.sinceMs());
        out.writeLong(state.overMs());
      }
    }

    @Override
    public DistrictTrack read(int version, DataInputView in) throws IOException {
      int hourCount = in.readInt();
      NavigableMap<Long, NavigableMap<String, Map<Pollutant, Double>>> hours = new TreeMap<>();
      for (int i = 0; i < hourCount; i++) {
        long hourMs = in.readLong();
        int stationCount = in.readInt();
        NavigableMap<String, Map<Pollutant, Double>> stations = new TreeMap<>();
        for (int k = 0; k < stationCount; k++) {
          String station = in.readUTF();
          int meanCount = in.readByte();
          Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
          for (int m = 0; m < meanCount; m++) {
            Pollutant pollutant = POLLUTANTS[in.readByte()];
            means.put(pollutant, in.readDouble());
          }
          stations.put(station, Map.copyOf(means));
        }
        hours.put(hourMs, stations);
      }
      int count = in.readByte();
      Map<Pollutant, InForce> before = new EnumMap<>(Pollutant.class);
      for (int i = 0; i < count; i++) {
        Pollutant pollutant = POLLUTANTS[in.readByte()];
        KoreanAdvisory advisory =
            new KoreanAdvisory(STAGES[in.readByte()], in.readInt(), in.readInt());
        before.put(pollutant, new InForce(advisory, in.readLong(), in.readLong()));
      }
      return new DistrictTrack(hours, before);
    }
  }
}
