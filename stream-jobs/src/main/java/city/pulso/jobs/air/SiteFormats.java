package city.pulso.jobs.air;

import city.pulso.jobs.air.exposure.Estimate;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.SiteTrack;
import city.pulso.jobs.air.exposure.SiteTrack.Said;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.exposure.StationHours;
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
import org.jspecify.annotations.Nullable;

/** Byte formats of what sites are estimated from and with. Enums go by ordinal: append only. */
final class SiteFormats {
  static final TypeInformation<StationHour> STATION_HOUR =
      FormatType.of(StationHour.class, new StationHourFormat());
  static final TypeInformation<StationHours> STATION_HOURS =
      FormatType.of(StationHours.class, new StationHoursFormat());
  static final TypeInformation<SiteTrack> SITE = FormatType.of(SiteTrack.class, new SiteFormat());

  private static final Pollutant[] POLLUTANTS = Pollutant.values();

  private SiteFormats() {}

  /** An hour of a station, version 1. */
  static final class StationHourFormat implements Format<StationHour> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(StationHour hour, DataOutputView out) throws IOException {
      out.writeUTF(hour.station());
      out.writeBoolean(hour.removed());
      writePlace(hour.place(), out);
      out.writeLong(hour.hourMs());
      writeMeans(hour.means(), out);
    }

    @Override
    public StationHour read(int version, DataInputView in) throws IOException {
      return new StationHour(
          in.readUTF(), in.readBoolean(), readPlace(in), in.readLong(), readMeans(in));
    }
  }

  /** Hours of a station, version 1. */
  static final class StationHoursFormat implements Format<StationHours> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(StationHours station, DataOutputView out) throws IOException {
      writePlace(station.place(), out);
      out.writeInt(station.hours().size());
      for (Map.Entry<Long, Map<Pollutant, Double>> hour : station.hours().entrySet()) {
        out.writeLong(hour.getKey());
        writeMeans(hour.getValue(), out);
      }
    }

    @Override
    public StationHours read(int version, DataInputView in) throws IOException {
      Place place = readPlace(in);
      int size = in.readInt();
      NavigableMap<Long, Map<Pollutant, Double>> hours = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        long hourMs = in.readLong();
        hours.put(hourMs, readMeans(in));
      }
      return new StationHours(place, hours);
    }
  }

  /** A site with its hours, version 1. */
  static final class SiteFormat implements Format<SiteTrack> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(SiteTrack site, DataOutputView out) throws IOException {
      out.writeUTF(site.district());
      out.writeUTF(site.kind());
      writePlace(site.place(), out);
      out.writeInt(site.said().size());
      for (Map.Entry<Long, Said> hour : site.said().entrySet()) {
        out.writeLong(hour.getKey());
        out.writeInt(hour.getValue().revision());
        Map<Pollutant, Estimate> estimates = hour.getValue().estimates();
        out.writeByte(estimates.size());
        for (Map.Entry<Pollutant, Estimate> estimate : estimates.entrySet()) {
          out.writeByte(estimate.getKey().ordinal());
          writeReal(estimate.getValue().value(), out);
          out.writeInt(estimate.getValue().stations());
          writeReal(estimate.getValue().nearestM(), out);
        }
      }
    }

    @Override
    public SiteTrack read(int version, DataInputView in) throws IOException {
      String district = in.readUTF();
      String kind = in.readUTF();
      Place place = readPlace(in);
      int size = in.readInt();
      NavigableMap<Long, Said> said = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        long hourMs = in.readLong();
        int revision = in.readInt();
        int count = in.readByte();
        Map<Pollutant, Estimate> estimates = new EnumMap<>(Pollutant.class);
        for (int k = 0; k < count; k++) {
          Pollutant pollutant = POLLUTANTS[in.readByte()];
          estimates.put(pollutant, new Estimate(readReal(in), in.readInt(), readReal(in)));
        }
        said.put(hourMs, new Said(revision, estimates));
      }
      return new SiteTrack(district, kind, place, said);
    }
  }

  private static void writePlace(Place place, DataOutputView out) throws IOException {
    out.writeDouble(place.latitude());
    out.writeDouble(place.longitude());
  }

  private static Place readPlace(DataInputView in) throws IOException {
    return new Place(in.readDouble(), in.readDouble());
  }

  private static void writeMeans(Map<Pollutant, Double> means, DataOutputView out)
      throws IOException {
    out.writeByte(means.size());
    for (Map.Entry<Pollutant, Double> mean : means.entrySet()) {
      out.writeByte(mean.getKey().ordinal());
      out.writeDouble(mean.getValue());
    }
  }

  private static Map<Pollutant, Double> readMeans(DataInputView in) throws IOException {
    int count = in.readByte();
    Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
    for (int i = 0; i < count; i++) {
      Pollutant pollutant = POLLUTANTS[in.readByte()];
      means.put(pollutant, in.readDouble());
    }
    return means;
  }

  /** A flag, then the number where there is one. */
  private static void writeReal(@Nullable Double value, DataOutputView out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeDouble(value);
    }
  }

  private static @Nullable Double readReal(DataInputView in) throws IOException {
    return in.readBoolean() ? in.readDouble() : null;
  }
}
