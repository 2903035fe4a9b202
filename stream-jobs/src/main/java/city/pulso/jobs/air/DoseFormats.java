package city.pulso.jobs.air;

import city.pulso.jobs.air.exposure.SiteWeek;
import city.pulso.jobs.air.exposure.SiteWeek.Hour;
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

/** Byte format of what a site's doses are added up from. Enums go by ordinal: append only. */
final class DoseFormats {
  static final TypeInformation<SiteWeek> WEEK = FormatType.of(SiteWeek.class, new WeekFormat());

  private static final Pollutant[] POLLUTANTS = Pollutant.values();

  private DoseFormats() {}

  /** The newest days of a site, version 1. */
  static final class WeekFormat implements Format<SiteWeek> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(SiteWeek week, DataOutputView out) throws IOException {
      out.writeLong(week.changedFromMs());
      out.writeInt(week.hours().size());
      for (Map.Entry<Long, Hour> entry : week.hours().entrySet()) {
        Hour hour = entry.getValue();
        out.writeLong(entry.getKey());
        out.writeInt(hour.revision());
        out.writeByte(hour.ranks().size());
        for (int rank : hour.ranks()) {
          out.writeByte(rank);
        }
        out.writeByte(hour.values().size());
        for (Map.Entry<Pollutant, Double> value : hour.values().entrySet()) {
          out.writeByte(value.getKey().ordinal());
          out.writeDouble(value.getValue());
        }
      }
    }

    @Override
    public SiteWeek read(int version, DataInputView in) throws IOException {
      long changedFromMs = in.readLong();
      int size = in.readInt();
      NavigableMap<Long, Hour> hours = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        long hourMs = in.readLong();
        int revision = in.readInt();
        int schemes = in.readByte();
        List<Integer> ranks = new ArrayList<>(schemes);
        for (int k = 0; k < schemes; k++) {
          ranks.add((int) in.readByte());
        }
        int count = in.readByte();
        Map<Pollutant, Double> values = new EnumMap<>(Pollutant.class);
        for (int k = 0; k < count; k++) {
          Pollutant pollutant = POLLUTANTS[in.readByte()];
          values.put(pollutant, in.readDouble());
        }
        hours.put(hourMs, new Hour(values, ranks, revision));
      }
      return new SiteWeek(hours, changedFromMs);
    }
  }
}
