package city.pulso.jobs.air;

import city.pulso.jobs.Golden;
import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.drift.DriftTrack;
import city.pulso.jobs.air.exposure.Estimate;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.SiteTrack;
import city.pulso.jobs.air.exposure.SiteWeek;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.outlook.DailyProfile;
import city.pulso.jobs.air.outlook.OutlookMemory;
import city.pulso.jobs.air.outlook.Score;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.quality.Quantity;
import city.pulso.jobs.air.quality.Recent;
import city.pulso.jobs.air.quality.Sent;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Progress;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * State of the air job as an earlier release wrote it, one file per type and version: read for
 * ever. A new version adds files; {@code -Dpulso.golden.write=true} writes missing ones.
 */
class AirGoldenStateTest {
  private static final long T0 = 1_494_000_000_000L;

  @Test
  void readings_of_an_hour_are_read() throws IOException {
    Golden.check("air-bucket-v1", AirFormats.BUCKET, bucket(0));
    Golden.check("air-bucket-v2", AirFormats.BUCKET, bucket(5));
    Golden.check("air-bucket-v3", AirFormats.BUCKET, bucket(5));
  }

  @Test
  void what_was_said_of_an_hour_is_read() throws IOException {
    Golden.check("air-hour-v1", AirFormats.HOUR, hour("", 0));
    Golden.check("air-hour-v2", AirFormats.HOUR, hour("pm10,o3", 6));
    Golden.check("air-hour-v3", AirFormats.HOUR, hour("pm10,o3", 6));
  }

  @Test
  void what_quality_control_remembers_is_read() throws IOException {
    Golden.check(
        "air-quality-v1",
        AirFormats.QUALITY,
        quality(new QualityMemory.Device(0, T0 + 60_000, Sent.NONE)));
    Golden.check(
        "air-quality-v2",
        AirFormats.QUALITY,
        quality(new QualityMemory.Device(T0 - 9, T0 + 60_000, Sent.NONE.with(41, T0, -77))));
  }

  @Test
  void how_far_a_station_has_come_is_read() throws IOException {
    Golden.check("air-progress-v1", AirFormats.PROGRESS, progress(null));
    Golden.check("air-progress-v2", AirFormats.PROGRESS, progress(87));
    Golden.check("air-progress-v3", AirFormats.PROGRESS, progress(87));
  }

  @Test
  void hours_of_stations_and_sites_are_read() throws IOException {
    Map<Pollutant, Double> means = Map.of(Pollutant.PM2_5, 20.5, Pollutant.CO, 0.4);
    StationHour hour = new StationHour("st-1", false, new Place(-12.05, -77.04), T0, means);
    Golden.check("air-station-hour-v1", SiteFormats.STATION_HOUR, hour);
    Golden.check("air-station-hours-v1", SiteFormats.STATION_HOURS, StationHours.of(hour));
    Golden.check("air-site-v1", SiteFormats.SITE, site());
  }

  @Test
  void the_days_of_a_site_are_read() throws IOException {
    Map<Pollutant, Double> values = Map.of(Pollutant.PM10, 41.5, Pollutant.NO2, 12.0);
    Golden.check(
        "air-site-week-v1",
        DoseFormats.WEEK,
        new SiteWeek(
            new TreeMap<>(Map.of(T0, new SiteWeek.Hour(values, List.of(2, 0, 3), 4))), T0 - 1));
  }

  @Test
  void what_the_outlook_has_learnt_is_read() throws IOException {
    Golden.check(
        "air-outlook-v1",
        OutlookFormats.OUTLOOK,
        new OutlookMemory(
            T0,
            new TreeMap<>(Map.of(T0, Map.of(Pollutant.O3, 30.5))),
            Map.of(
                Pollutant.O3,
                new OutlookMemory.Learnt(
                    DailyProfile.EMPTY.with(T0, 30.5),
                    List.of(new Score(3, 1.5, 2.5), Score.NONE))),
            true));
  }

  @Test
  void where_a_station_stands_in_its_neighbourhood_is_read() throws IOException {
    Golden.check(
        "air-drift-v1",
        DriftFormats.DRIFT,
        new DriftTrack(
            17_000, Map.of(Pollutant.PM10, new DriftTrack.Pull(0.25, 9, 4, 0, true, 16_997, 2.5))));
  }

  @Test
  void every_serializer_is_restored_from_what_a_savepoint_keeps_of_it() throws Exception {
    for (TypeInformation<?> type :
        List.of(
            AirFormats.BUCKET,
            AirFormats.HOUR,
            AirFormats.QUALITY,
            AirFormats.PROGRESS,
            SiteFormats.STATION_HOUR,
            SiteFormats.STATION_HOURS,
            SiteFormats.SITE,
            DoseFormats.WEEK,
            OutlookFormats.OUTLOOK,
            DriftFormats.DRIFT)) {
      Golden.checkSnapshot(type);
    }
  }

  private static HourBucket bucket(int reasons) {
    return HourBucket.of(
        List.of(
            new HourBucket.Slot(T0 + 60_000, 60, Map.of(Pollutant.PM2_5, 12.5), false),
            new HourBucket.Slot(T0 + 120_000, 60, Map.of(Pollutant.O3, 31.0), true, reasons)));
  }

  private static HourRecord hour(String missing, int runningRevision) {
    return new HourRecord(
        T0,
        Map.of(Pollutant.PM2_5, new BigDecimal("12.345"), Pollutant.NO2, new BigDecimal("-0.5")),
        60,
        3,
        2,
        new HourRecord.HourIndex(57, "moderate", 2, "pm2_5", new BigDecimal("12.3"), missing),
        4,
        runningRevision,
        2);
  }

  private static QualityMemory quality(QualityMemory.Device device) {
    return QualityMemory.of(
        Map.of(
            Quantity.PM10,
            new QualityMemory.Track(
                30.5, T0, T0 + 60_000, Recent.of(new long[] {T0}, new double[] {30.5}))),
        device);
  }

  private static Progress progress(@Nullable Integer battery) {
    return new Progress(
        T0 + 5,
        T0,
        List.of(T0 - 7_200_000, T0 - 3_600_000),
        new Progress.Latest(T0 + 5, 9.5, null, battery));
  }

  private static SiteTrack site() {
    Map<Pollutant, Estimate> estimates =
        Map.of(
            Pollutant.PM2_5,
            new Estimate(17.5, 3, 420.0),
            Pollutant.CO,
            new Estimate(null, 0, null));
    return new SiteTrack(
        "lima",
        "school",
        new Place(-12.05, -77.04),
        new TreeMap<>(Map.of(T0, new SiteTrack.Said(2, estimates))));
  }
}
