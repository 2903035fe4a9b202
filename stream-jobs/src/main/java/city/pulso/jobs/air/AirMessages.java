package city.pulso.jobs.air;

import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.index.IndexCategory;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.Quantity;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.HourRecord.HourIndex;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.Provenance;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.AirState;
import city.pulso.schemas.v1.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the messages and points of the contract and the rules' own types. No state. */
final class AirMessages {
  static final String STATE_KIND = "air";

  private AirMessages() {}

  /** A reading as the rules take it. */
  static AirSample sample(Reading reading) {
    AirReading air = reading.getAir();
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    put(values, Quantity.PM2_5, air.hasPm25Ugm3(), air.getPm25Ugm3());
    put(values, Quantity.PM10, air.hasPm10Ugm3(), air.getPm10Ugm3());
    put(values, Quantity.O3, air.hasO3Ppb(), air.getO3Ppb());
    put(values, Quantity.NO2, air.hasNo2Ppb(), air.getNo2Ppb());
    put(values, Quantity.SO2, air.hasSo2Ppb(), air.getSo2Ppb());
    put(values, Quantity.CO, air.hasCoPpm(), air.getCoPpm());
    put(values, Quantity.H2S, air.hasH2SPpb(), air.getH2SPpb());
    put(values, Quantity.TEMPERATURE, air.hasTemperatureCel(), air.getTemperatureCel());
    put(values, Quantity.HUMIDITY, air.hasHumidityPercent(), air.getHumidityPercent());
    put(values, Quantity.PRESSURE, air.hasPressureHpa(), air.getPressureHpa());
    put(values, Quantity.NOISE, air.hasNoiseDba(), air.getNoiseDba());
    // an hour at most: a longer mean belongs to no hour of ours
    int averagedOverS = Math.max(0, Math.min(air.getAveragedOverS(), 3_600));
    Integer battery =
        reading.hasBatteryPercent() ? Math.min(100, reading.getBatteryPercent()) : null;
    return new AirSample(
        reading.getObservedAtMs(), averagedOverS, values, reading.getDeviceSequence(), battery);
  }

  /** The raw point: every value as received, with its flags. */
  static StoredPoint raw(Reading reading, String gateway, Assignment to, List<String> flags) {
    AirReading air = reading.getAir();
    return Provenance.rawPoint(Measurements.AIR_RAW, reading, gateway)
        .tag("district", to.districtTag())
        .tag("station", to.subjectTag())
        .tag("device", reading.getDevice())
        .real("pm2_5_ugm3", reported(air.hasPm25Ugm3(), air.getPm25Ugm3()))
        .real("pm10_ugm3", reported(air.hasPm10Ugm3(), air.getPm10Ugm3()))
        .real("o3_ppb", reported(air.hasO3Ppb(), air.getO3Ppb()))
        .real("no2_ppb", reported(air.hasNo2Ppb(), air.getNo2Ppb()))
        .real("so2_ppb", reported(air.hasSo2Ppb(), air.getSo2Ppb()))
        .real("co_ppm", reported(air.hasCoPpm(), air.getCoPpm()))
        .real("h2s_ppb", reported(air.hasH2SPpb(), air.getH2SPpb()))
        .real("temperature_cel", reported(air.hasTemperatureCel(), air.getTemperatureCel()))
        .real("humidity_percent", reported(air.hasHumidityPercent(), air.getHumidityPercent()))
        .real("pressure_hpa", reported(air.hasPressureHpa(), air.getPressureHpa()))
        .real("noise_dba", reported(air.hasNoiseDba(), air.getNoiseDba()))
        .text("flags", String.join(",", flags))
        .build();
  }

  static StoredPoint hourly(HourRecord hour, Assignment station) {
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.AIR_HOURLY, hour.hourMs())
            .tag("district", station.districtTag())
            .tag("station", station.subjectTag())
            .whole("readings", hour.readings())
            .whole("flagged", hour.flagged())
            .whole("revision", hour.revision());
    hour.means().forEach((pollutant, mean) -> point.real(pollutant.field(), mean.doubleValue()));
    return point.build();
  }

  /** The hour as the sites around the station hear it. */
  static StationHour stationHour(HourRecord hour, Assignment station) {
    Map<Pollutant, Double> means = new EnumMap<>(Pollutant.class);
    hour.means().forEach((pollutant, mean) -> means.put(pollutant, mean.doubleValue()));
    Place place = new Place(station.latitude(), station.longitude());
    return new StationHour(station.subject(), false, place, hour.hourMs(), means);
  }

  static StoredPoint index(HourRecord hour, Assignment station, String scheme) {
    HourIndex index = hour.index();
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.AIR_INDEX, hour.hourMs())
            .tag("district", station.districtTag())
            .tag("station", station.subjectTag())
            .tag("scheme", scheme)
            .text("category", index.category())
            .whole("category_rank", index.rank())
            .text("deciding", index.responsible())
            .text("missing", index.missing())
            .whole("revision", hour.indexRevision());
    if (index.value() != null) {
      point.whole("aqi", index.value());
    }
    BigDecimal nowCast = index.nowCast();
    if (nowCast != null) {
      point.real("pm2_5_nowcast_ugm3", nowCast.doubleValue());
    }
    return point.build();
  }

  /**
   * Latest state of a station.
   *
   * @param newest newest hour that has been said; null = none yet
   */
  static StateMessage state(Assignment station, Progress progress, @Nullable HourRecord newest) {
    return StateMessage.of(STATE_KIND, station.subject(), () -> content(station, progress, newest));
  }

  private static AirState.Builder content(
      Assignment station, Progress progress, @Nullable HourRecord newest) {
    AirState.Builder state =
        AirState.newBuilder()
            .setStation(station.subject())
            .setName(station.name())
            .setDistrict(station.district())
            .setLatitude(station.latitude())
            .setLongitude(station.longitude())
            .setCategory(IndexCategory.NO_DATA.key());
    Progress.Latest latest = progress.latest();
    if (latest.observedAtMs() != 0) {
      state.setObservedAtMs(latest.observedAtMs());
    }
    if (latest.pm25() != null) {
      state.setPm25Ugm3(latest.pm25());
    }
    if (latest.pm10() != null) {
      state.setPm10Ugm3(latest.pm10());
    }
    if (newest != null) {
      HourIndex index = newest.index();
      state
          .setCategory(index.category())
          .setHourMs(newest.hourMs())
          .setDeciding(index.responsible())
          .setMissing(index.missing());
      if (index.value() != null) {
        state.setAqi(index.value());
      }
      BigDecimal nowCast = index.nowCast();
      if (nowCast != null) {
        state.setPm25NowcastUgm3(nowCast.doubleValue());
      }
    }
    return state;
  }

  /** Hours of a station as alerts see them. */
  static SubjectNews news(List<HourRecord> hours, Assignment station) {
    return new SubjectNews(
        SubjectNews.Kind.STATION,
        station.subject(),
        false,
        new SubjectNews.About(
            station.name(), station.district(), "", "", station.latitude(), station.longitude()),
        hours.stream().map(hour -> judged(hour, station)).toList());
  }

  private static JudgedHour judged(HourRecord hour, Assignment station) {
    HourIndex index = hour.index();
    List<JudgedHour.Figure> figures = new ArrayList<>();
    if (index.value() != null) {
      figures.add(new JudgedHour.Figure("aqi", index.value(), "1"));
    }
    BigDecimal nowCast = index.nowCast();
    if (nowCast != null) {
      figures.add(new JudgedHour.Figure("pm2_5_nowcast", nowCast.doubleValue(), "ug/m3"));
    }
    hour.means()
        .forEach(
            (pollutant, mean) ->
                figures.add(
                    new JudgedHour.Figure(
                        pollutant.key() + "_1h", mean.doubleValue(), pollutant.unit())));
    return new JudgedHour(
        hour.hourMs(),
        Math.max(hour.revision(), hour.indexRevision()),
        index.rank(),
        hour.ownRank(),
        index.category(),
        index.responsible().split(",", 2)[0],
        "",
        figures,
        List.of(new JudgedHour.Support(station.subject(), 0)));
  }

  private static void put(
      Map<Quantity, Double> values, Quantity quantity, boolean reported, double value) {
    if (reported) {
      values.put(quantity, value);
    }
  }

  /** Not a number leaves the field out; the flag says that it was one. */
  private static double reported(boolean reported, double value) {
    return reported ? value : Double.NaN;
  }
}
