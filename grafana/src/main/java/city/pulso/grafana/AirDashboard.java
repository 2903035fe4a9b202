package city.pulso.grafana;

import static city.pulso.grafana.Panel.stateTimeline;
import static city.pulso.grafana.Panel.table;
import static city.pulso.grafana.Panel.timeSeries;

import city.pulso.grafana.Panel.Query;
import city.pulso.grafana.Select.Of;
import city.pulso.schemas.Measurements;
import java.util.List;

/** Air quality: index and category by hour, the concentrations behind them, and their quality. */
final class AirDashboard {
  /** Value of the tag {@code scheme} for the US EPA AQI. */
  static final String SCHEME = "us-epa";

  private static final String NO_SITE = "no site, or no estimate";

  private static final Variable DISTRICT = Variable.of(Measurements.AIR_RAW, "district");
  private static final Variable STATION =
      Variable.within(DISTRICT, Measurements.AIR_RAW, "station");

  private AirDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "pulso-air",
        "air.json",
        "Pulso: air",
        "US EPA AQI by hour from the PM2.5 NowCast, hourly means, raw readings and data quality.",
        List.of(DISTRICT, STATION),
        List.of(
            category(),
            stations(),
            index(),
            hourlyPm25(),
            nowCast(),
            hourlyPm10(),
            running("PM2.5 over 1, 8 and 24 hours", "pm2_5_ugm3", Unit.MICROGRAM_PER_M3),
            running("PM10 over 1, 8 and 24 hours", "pm10_ugm3", Unit.MICROGRAM_PER_M3),
            running("Ozone over 1, 8 and 24 hours", "o3_ppb", Unit.PPB),
            againstWho(),
            runningCompleteness(),
            gases(),
            carbonMonoxide(),
            rawPm25(),
            temperature(),
            humidity(),
            pressure(),
            noise(),
            outlook(),
            outlookError(),
            sitesPm25(),
            siteDoses(),
            siteDose("24h", "24 hours"),
            siteDose("7d", "7 days"),
            siteHours(),
            health(),
            completeness(),
            flaggedByReason(),
            drift(),
            readings(),
            revisions(),
            delay()));
  }

  /** The newest category rank of each station, as column {@code rank}. */
  static Select newestRank(Variable chosen) {
    return Select.from(Measurements.AIR_INDEX)
        .column(Of.LAST, "category_rank", "rank")
        .whereTag("scheme", SCHEME)
        .chosen(chosen)
        .by("station");
  }

  private static Panel category() {
    return stateTimeline(
            "Category by station and hour",
            "Category of the US EPA AQI. Grey: no data, because fewer than two of the three latest"
                + " hours were valid. It never means good.",
            new Query(
                "$tag_station",
                Select.from(Measurements.AIR_INDEX)
                    .raw("category_rank", "category")
                    .whereTag("scheme", SCHEME)
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station")))
        .coloured(Scale.US_CATEGORY);
  }

  private static Panel stations() {
    return table(
        "Stations, newest hour",
        "The newest hour that has a result for each station. An empty index: no data. Not judged:"
            + " pollutants the index does not speak of; with PM2.5 among them, good is said of gases"
            + " alone.",
        new Query(
            "stations",
            Select.from(Measurements.AIR_INDEX)
                .raw("aqi", "AQI")
                .raw("category", "category")
                .raw("deciding", "decided by")
                .raw("missing", "not judged")
                .raw("pm2_5_nowcast_ugm3", "PM2.5 NowCast")
                .raw("revision", "revision")
                .whereTag("scheme", SCHEME)
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")
                .newest()));
  }

  private static Panel index() {
    return timeSeries(
            "AQI",
            Unit.INDEX,
            "US EPA AQI (breakpoints of 6 May 2024) by hour. It may exceed 500. A gap: no data.",
            new Query(
                "$tag_station",
                Select.from(Measurements.AIR_INDEX)
                    .raw("aqi", "aqi")
                    .whereTag("scheme", SCHEME)
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station")))
        .coloured(Scale.US_AQI);
  }

  private static Panel hourlyPm25() {
    return hourly(
            "PM2.5, hourly mean",
            "pm2_5_ugm3",
            "Mean of the readings that passed quality control. A gap: fewer than 75 % of the hour's"
                + " readings. The lines are the AQI's breakpoints, which judge the NowCast.")
        .coloured(Scale.US_PM2_5);
  }

  private static Panel nowCast() {
    return timeSeries(
            "PM2.5 NowCast",
            Unit.MICROGRAM_PER_M3,
            "Weighted mean of the twelve latest hours, the value the index rests on. A gap: not"
                + " valid.",
            new Query(
                "$tag_station",
                Select.from(Measurements.AIR_INDEX)
                    .raw("pm2_5_nowcast_ugm3", "nowcast")
                    .whereTag("scheme", SCHEME)
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station")))
        .coloured(Scale.US_PM2_5);
  }

  private static Panel hourlyPm10() {
    return hourly(
            "PM10, hourly mean",
            "pm10_ugm3",
            "Mean of the readings that passed quality control. A gap: fewer than 75 % of the hour's"
                + " readings.")
        .coloured(Scale.US_PM10);
  }

  private static Panel hourly(String title, String field, String description) {
    return timeSeries(
        title,
        Unit.MICROGRAM_PER_M3,
        description,
        new Query(
            "$tag_station",
            Select.from(Measurements.AIR_HOURLY)
                .raw(field, field)
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")));
  }

  private static Panel running(String title, String field, Unit unit) {
    return timeSeries(
        title,
        unit,
        "Running means that end with each hour. A gap: less than 75 % of the period is covered.",
        new Query(
            "$tag_station $tag_period",
            Select.from(Measurements.AIR_RUNNING)
                .raw(field, field)
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station", "period")));
  }

  private static Panel againstWho() {
    return timeSeries(
            "Running 24 h mean, times the WHO guideline of 2021",
            Unit.INDEX,
            "1 = exactly the guideline level for 24 hours (PM2.5 15, PM10 45, NO2 25, SO2 40 ug/m3);"
                + " above it, red. A gap: less than 18 of 24 hours.",
            new Query(
                "$tag_station $col",
                Select.from(Measurements.AIR_RUNNING)
                    .raw("pm2_5_who_times", "PM2.5")
                    .raw("pm10_who_times", "PM10")
                    .raw("no2_who_times", "NO2")
                    .raw("so2_who_times", "SO2")
                    .whereTag("period", "24h")
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station")))
        .emptyMeans("less than 18 of 24 hours")
        .coloured(Scale.TIMES_GUIDELINE);
  }

  private static Panel runningCompleteness() {
    return timeSeries(
        "Completeness of the running means, PM2.5",
        Unit.PERCENT,
        "Share of each period that is covered by valid values; below 75 % there is no mean.",
        new Query(
            "$tag_station $tag_period",
            Select.from(Measurements.AIR_RUNNING)
                .raw("pm2_5_complete_percent", "complete")
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station", "period")));
  }

  private static Panel gases() {
    return timeSeries(
        "Ozone, nitrogen dioxide, sulphur dioxide, hourly mean",
        Unit.PPB,
        "Means of the readings that passed quality control. A gap: not measured, or fewer than 75 %"
            + " of the hour's readings.",
        new Query(
            "$tag_station $col",
            Select.from(Measurements.AIR_HOURLY)
                .raw("o3_ppb", "O3")
                .raw("no2_ppb", "NO2")
                .raw("so2_ppb", "SO2")
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")));
  }

  private static Panel carbonMonoxide() {
    return timeSeries(
        "Carbon monoxide, hourly mean",
        Unit.PPM,
        "Mean of the readings that passed quality control. A gap: not measured, or too few readings.",
        new Query(
            "$tag_station",
            Select.from(Measurements.AIR_HOURLY)
                .raw("co_ppm", "CO")
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")));
  }

  private static Panel rawPm25() {
    return raw(
        "PM2.5 as received",
        Unit.MICROGRAM_PER_M3,
        "pm2_5_ugm3",
        "Readings before quality control, averaged per interval: sentinels and impossible values are"
            + " in here and nowhere else.");
  }

  private static Panel temperature() {
    return raw("Temperature", Unit.CELSIUS, "temperature_cel", "Air temperature as received.");
  }

  private static Panel humidity() {
    return raw(
        "Humidity", Unit.PERCENT_HUMIDITY, "humidity_percent", "Relative humidity as received.");
  }

  private static Panel pressure() {
    return raw("Air pressure", Unit.HECTOPASCAL, "pressure_hpa", "Air pressure as received.");
  }

  private static Panel noise() {
    return raw("Noise", Unit.DECIBEL, "noise_dba", "Sound pressure level as received, dB(A).");
  }

  private static Panel raw(String title, Unit unit, String field, String description) {
    return timeSeries(
        title,
        unit,
        description + " A gap: nothing was reported.",
        new Query(
            "$tag_station",
            Select.from(Measurements.AIR_RAW)
                .column(Of.MEAN, field, field)
                .chosen(DISTRICT)
                .chosen(STATION)
                .everyInterval()
                .by("station")));
  }

  private static Panel outlook() {
    return timeSeries(
            "Ozone and NO2 as looked ahead to",
            Unit.PPB,
            "What was expected of each hour one and three hours before, where a station's daily profile"
                + " has beaten plain persistence. Compare with the hourly means. A gap: not beaten.",
            new Query(
                "$tag_station $tag_ahead $col",
                Select.from(Measurements.AIR_OUTLOOK)
                    .raw("o3_ppb", "O3")
                    .raw("no2_ppb", "NO2")
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station", "ahead")))
        .emptyMeans("persistence is not beaten");
  }

  private static Panel outlookError() {
    return timeSeries(
            "Error of the ozone outlook against persistence",
            Unit.PPB,
            "Root mean squared error of the newest week: of the outlook, and of saying that it"
                + " stays as it is. A gap: not beaten, so there is no outlook.",
            new Query(
                "$tag_station $tag_ahead $col",
                Select.from(Measurements.AIR_OUTLOOK)
                    .raw("o3_rmse", "outlook")
                    .raw("o3_persistence_rmse", "persistence")
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station", "ahead")))
        .emptyMeans("persistence is not beaten");
  }

  private static Panel sitesPm25() {
    return timeSeries(
            "PM2.5 at sensitive sites",
            Unit.MICROGRAM_PER_M3,
            "Outdoor hourly means at schools, kindergartens, senior centres and hospitals, estimated"
                + " from the stations around. A gap: too few stations, which never means good.",
            new Query(
                "$tag_site",
                Select.from(Measurements.AIR_EXPOSURE)
                    .raw("pm2_5_ugm3", "PM2.5")
                    .chosen(DISTRICT)
                    .by("site")))
        .emptyMeans(NO_SITE)
        .coloured(Scale.US_PM2_5);
  }

  private static Panel siteDoses() {
    return table(
            "Sensitive sites, newest dose of PM2.5",
            "Outdoor dose over 24 hours and 7 days, all the time and while open: concentration times"
                + " time, and how many times the dose of air at the WHO level. Empty: less than 75 %"
                + " covered.",
            new Query(
                "sites",
                Select.from(Measurements.AIR_SITE_DOSE)
                    .raw("hours", "hours")
                    .raw("pm2_5_dose_ugm3h", "dose")
                    .raw("pm2_5_who_times", "times WHO")
                    .raw("pm2_5_covered_percent", "covered")
                    .chosen(DISTRICT)
                    .by("site", "period", "scope")
                    .newest()))
        .emptyMeans(NO_SITE);
  }

  private static Panel siteDose(String period, String words) {
    return timeSeries(
            "PM2.5 dose over " + words + " at sensitive sites, times WHO",
            Unit.INDEX,
            "1 = the dose of air that keeps exactly the WHO 24 h level (15 ug/m3) for the same time;"
                + " open: opening hours only. A gap: less than 75 % covered, which never means good.",
            new Query(
                "$tag_site $tag_scope",
                Select.from(Measurements.AIR_SITE_DOSE)
                    .raw("pm2_5_who_times", "times WHO")
                    .whereTag("period", period)
                    .chosen(DISTRICT)
                    .by("site", "scope")))
        .emptyMeans(NO_SITE)
        .coloured(Scale.TIMES_GUIDELINE);
  }

  private static Panel siteHours() {
    return timeSeries(
            "Hours of 7 days at sensitive sites in worse categories",
            Unit.HOURS,
            "Hours with an index worse than good, and worse than moderate, of the hours that were"
                + " judged; the rest of the 168 is no data.",
            new Query(
                "$tag_site $tag_scope $col",
                Select.from(Measurements.AIR_SITE_HOURS)
                    .raw("judged_hours", "judged")
                    .raw("worse_than_1_hours", "worse than good")
                    .raw("worse_than_2_hours", "worse than moderate")
                    .whereTag("scheme", SCHEME)
                    .whereTag("period", "7d")
                    .chosen(DISTRICT)
                    .by("site", "scope")))
        .emptyMeans(NO_SITE);
  }

  private static Panel health() {
    return table(
            "Health of stations, newest hour",
            "What came in the newest hour, how long the station had been silent at its end, its"
                + " battery, and whether it drifts away from its neighbours (1 = it does:"
                + " maintenance).",
            new Query(
                "health",
                Select.from(Measurements.AIR_STATION_HEALTH)
                    .raw("complete_percent", "complete")
                    .raw("flagged", "flagged")
                    .raw("silent_hours", "silent")
                    .raw("battery_percent", "battery")
                    .raw("drifting", "drifting")
                    .raw("drift_pollutant", "in")
                    .raw("drift_times", "times usual")
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station")
                    .newest()))
        .emptyMeans("not known");
  }

  private static Panel completeness() {
    return timeSeries(
        "Completeness of stations",
        Unit.PERCENT,
        "Share of each hour the readings stand for, whatever quality control says of them. 0: silent"
            + " while its gateway is heard. A gap: the gateway was not heard.",
        new Query(
            "$tag_station",
            Select.from(Measurements.AIR_STATION_HEALTH)
                .raw("complete_percent", "complete")
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")));
  }

  private static Panel flaggedByReason() {
    return timeSeries(
        "Flagged readings by reason",
        Unit.COUNT,
        "Readings per hour with each flag. Suspected spikes are averaged; the others are not.",
        new Query(
            "$tag_station $col",
            Select.from(Measurements.AIR_STATION_HEALTH)
                .raw("flagged_sentinel", "sentinel")
                .raw("flagged_range", "out of range")
                .raw("flagged_stuck", "stuck")
                .raw("flagged_pm2_5_above_pm10", "PM2.5 above PM10")
                .raw("flagged_warm_up", "warm-up")
                .raw("flagged_duplicate", "duplicate")
                .raw("flagged_spike_suspected", "spike suspected")
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")));
  }

  private static Panel drift() {
    return timeSeries(
            "Drifting stations",
            Unit.INDEX,
            "1 = the station's daily means have left their usual place among the stations within 15 km"
                + " for three days. It needs maintenance; it is no word about the air.",
            new Query(
                "$tag_station",
                Select.from(Measurements.AIR_STATION_HEALTH)
                    .raw("drifting", "drifting")
                    .chosen(DISTRICT)
                    .chosen(STATION)
                    .by("station")))
        .emptyMeans("no day compared yet")
        .coloured(Scale.ZERO_IS_GOOD);
  }

  private static Panel readings() {
    return timeSeries(
        "Readings per hour",
        Unit.COUNT,
        "Readings received for the hour, and how many of them entered no mean because quality"
            + " control flagged them.",
        new Query(
            "$tag_station $col",
            Select.from(Measurements.AIR_HOURLY)
                .raw("readings", "received")
                .raw("flagged", "flagged")
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")));
  }

  private static Panel revisions() {
    return timeSeries(
        "Hours changed by late data",
        Unit.INDEX,
        "Revision of each hour: 1 = as first computed, more = recomputed after late readings.",
        new Query(
            "$tag_station",
            Select.from(Measurements.AIR_HOURLY)
                .raw("revision", "revision")
                .chosen(DISTRICT)
                .chosen(STATION)
                .by("station")));
  }

  private static Panel delay() {
    return timeSeries(
        "From observation to the gateway's disk",
        Unit.MILLISECONDS,
        "Longest delay between observation and acceptance per interval; negative: the device's clock"
            + " is ahead of the gateway's.",
        new Query(
            "$tag_station",
            Select.from(Measurements.AIR_RAW)
                .column(Of.MAX, "accepted_delay_ms", "delay")
                .chosen(DISTRICT)
                .chosen(STATION)
                .everyInterval()
                .by("station")));
  }
}
