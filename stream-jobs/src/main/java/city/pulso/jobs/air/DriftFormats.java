package city.pulso.jobs.air;

import city.pulso.jobs.air.drift.DriftTrack;
import city.pulso.jobs.air.drift.DriftTrack.Pull;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Byte format of where a station stands in its neighbourhood. Enums by ordinal: append only. */
final class DriftFormats {
  static final TypeInformation<DriftTrack> DRIFT =
      FormatType.of(DriftTrack.class, new DriftFormat());

  private static final Pollutant[] POLLUTANTS = Pollutant.values();

  private DriftFormats() {}

  /** Version 1. */
  static final class DriftFormat implements Format<DriftTrack> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(DriftTrack track, DataOutputView out) throws IOException {
      out.writeLong(track.judgedDay());
      out.writeByte(track.pulls().size());
      for (Map.Entry<Pollutant, Pull> entry : track.pulls().entrySet()) {
        Pull pull = entry.getValue();
        out.writeByte(entry.getKey().ordinal());
        out.writeDouble(pull.usual());
        out.writeInt(pull.usualDays());
        out.writeInt(pull.awayDays());
        out.writeInt(pull.backDays());
        out.writeBoolean(pull.drifting());
        out.writeLong(pull.sinceDay());
        out.writeDouble(pull.factor());
      }
    }

    @Override
    public DriftTrack read(int version, DataInputView in) throws IOException {
      long judgedDay = in.readLong();
      int count = in.readByte();
      Map<Pollutant, Pull> pulls = new EnumMap<>(Pollutant.class);
      for (int i = 0; i < count; i++) {
        Pollutant pollutant = POLLUTANTS[in.readByte()];
        pulls.put(
            pollutant,
            new Pull(
                in.readDouble(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readBoolean(),
                in.readLong(),
                in.readDouble()));
      }
      return new DriftTrack(judgedDay, pulls);
    }
  }
}
