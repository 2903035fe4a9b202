package city.pulso.grafana;

import static city.pulso.grafana.Panel.stat;
import static city.pulso.grafana.Panel.table;
import static city.pulso.grafana.Panel.timeSeries;

import city.pulso.grafana.Panel.Query;
import city.pulso.grafana.Select.Of;
import city.pulso.schemas.Measurements;
import java.util.List;

/** The whole city on one page, and whether the page can be trusted: the way of the readings. */
final class CityDashboard {
  private static final Variable DISTRICT = Variable.of(Measurements.GATEWAY_HEALTH, "district");

  private CityDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "pulso-city",
        "city.json",
        "Pulso: city",
        "Air, parking and homes at a glance, open alerts, and the health of the gateways.",
        List.of(DISTRICT),
        List.of(
            openAlerts(),
            worstCategory(),
            freePlaces(),
            homesInactive(),
            homesUnknown(),
            readingsLost(),
            worstIndexByDistrict(),
            places(),
            alerts(),
            gateways(),
            accepted(),
            waiting()));
  }

  private static Panel openAlerts() {
    Select newestOfEach =
        Select.from(Measurements.ALERTS)
            .column(Of.LAST, "open", "open")
            .chosen(DISTRICT)
            .by("kind", "subject");
    return stat(
            "Open alerts",
            Unit.COUNT,
            "Alerts whose newest revision within the time range shown is open, by kind.",
            new Query(
                "$tag_kind", Select.from(newestOfEach).column(Of.SUM, "open", "open").by("kind")))
        .coloured(Scale.ZERO_IS_GOOD)
        .emptyMeans("none in this time range");
  }

  private static Panel worstCategory() {
    Select newestOfEach = AirDashboard.newestRank(DISTRICT);
    return stat(
            "Worst air",
            Unit.INDEX,
            "Worst category among the stations, each by its newest hour with a result (US EPA AQI).",
            new Query(
                "worst station", Select.from(newestOfEach).column(Of.MAX, "rank", "category")))
        .coloured(Scale.US_CATEGORY);
  }

  private static Panel freePlaces() {
    Select newestOfEach =
        Select.from(Measurements.PARKING_ZONE)
            .column(Of.LAST, "free", "free")
            .column(Of.LAST, "unknown", "unknown")
            .chosen(DISTRICT)
            .by("zone");
    return stat(
        "Free places",
        Unit.COUNT,
        "Places free for certain, and places nobody knows about, in all zones: what is really free"
            + " lies between free and free + unknown.",
        new Query(
            "$col",
            Select.from(newestOfEach)
                .column(Of.SUM, "free", "free")
                .column(Of.SUM, "unknown", "unknown")));
  }

  private static Panel homesInactive() {
    return homes("Homes inactive", 2, Scale.ZERO_IS_GOOD, "the plugs report, and show no activity");
  }

  private static Panel homesUnknown() {
    return homes(
        "Homes unknown",
        0,
        Scale.ZERO_IS_GOOD,
        "nothing can be said: a plug, a gateway or the pipeline is silent");
  }

  private static Panel homes(String title, int rank, Scale scale, String why) {
    Select newestOfEach = ElderCareDashboard.newestRank(DISTRICT);
    return stat(
            title,
            Unit.COUNT,
            "Homes whose newest state within the time range is this one: " + why + ".",
            new Query(
                "homes",
                Select.from(newestOfEach)
                    .column(Of.COUNT, "rank", "homes")
                    .whereNumber("rank", "=", rank)))
        .coloured(scale)
        .emptyMeans("none");
  }

  private static Panel readingsLost() {
    Select newestOfEach =
        Select.from(Measurements.GATEWAY_HEALTH)
            .column(Of.LAST, "evicted", "evicted")
            .column(Of.LAST, "missing", "missing")
            .chosen(DISTRICT)
            .by("gateway", "domain");
    return stat(
            "Given up / missing",
            Unit.COUNT,
            "Readings that gateways gave up for want of disk since their spool was made, and batches"
                + " below the highest sequence that have not arrived yet. Both are 0 in health;"
                + " missing returns to 0 after an outage.",
            new Query(
                "$col",
                Select.from(newestOfEach)
                    .column(Of.SUM, "evicted", "evicted readings")
                    .column(Of.SUM, "missing", "missing batches")))
        .coloured(Scale.ZERO_IS_GOOD);
  }

  private static Panel worstIndexByDistrict() {
    return timeSeries(
            "Worst AQI by district",
            Unit.INDEX,
            "Highest US EPA AQI among a district's stations, hour by hour. A gap: no station had"
                + " enough valid hours.",
            new Query(
                "$tag_district",
                Select.from(Measurements.AIR_INDEX)
                    .column(Of.MAX, "aqi", "aqi")
                    .whereTag("scheme", AirDashboard.SCHEME)
                    .chosen(DISTRICT)
                    .everyHour()
                    .by("district")))
        .coloured(Scale.US_AQI);
  }

  private static Panel places() {
    return timeSeries(
            "Free places, zone on zone",
            Unit.COUNT,
            "Places free for certain, the zones stacked: the height is the city. A zone keeps its"
                + " newest value, and counts from its first change within the time range.",
            new Query(
                "$tag_zone",
                Select.from(Measurements.PARKING_ZONE)
                    .column(Of.LAST, "free", "free")
                    .chosen(DISTRICT)
                    .everyIntervalKeepingLast()
                    .by("zone")))
        .stacked();
  }

  private static Panel alerts() {
    return table(
            "Alerts, newest first",
            "Every revision of every alert. Severity 1 = info, 2 = warning, 3 = critical.",
            new Query(
                "alerts",
                Select.from(Measurements.ALERTS)
                    .raw("status", "status")
                    .raw("severity", "severity")
                    .raw("id", "alert")
                    .raw("because", "cleared because")
                    .chosen(DISTRICT)
                    .newestFirst(100)))
        .emptyMeans("");
  }

  private static Panel gateways() {
    return table(
        "Gateways by their newest heartbeat",
        "Batches waiting for a receipt, the age of the oldest, refused messages, readings given up,"
            + " duplicates dropped and batches missing, per stream.",
        new Query(
            "gateways",
            Select.from(Measurements.GATEWAY_HEALTH)
                .raw("spool_batches", "waiting")
                .raw("spool_oldest_age_ms", "oldest")
                .raw("accepted", "accepted")
                .raw("refused", "refused")
                .raw("evicted", "evicted")
                .raw("duplicates", "duplicates")
                .raw("missing", "missing")
                .chosen(DISTRICT)
                .by("gateway", "domain")
                .newest()));
  }

  private static Panel accepted() {
    Select perStream =
        Select.from(Measurements.GATEWAY_HEALTH)
            .ratePerMinute("accepted", "readings")
            .chosen(DISTRICT)
            .everyInterval()
            .by("gateway", "domain");
    return timeSeries(
        "Readings accepted per minute",
        Unit.PER_MINUTE,
        "Readings the gateways had on disk, by domain, from the counters in their heartbeats. A gap:"
            + " no heartbeat was heard.",
        new Query(
            "$tag_domain",
            Select.from(perStream)
                .column(Of.SUM, "readings", "readings")
                .everyInterval()
                .by("domain")));
  }

  private static Panel waiting() {
    return timeSeries(
        "Oldest reading without a receipt",
        Unit.MILLISECONDS,
        "Highest age among the gateways, by domain: how far the city's picture may lag behind. It"
            + " grows during an outage of the uplink or of a job and returns by itself.",
        new Query(
            "$tag_domain",
            Select.from(Measurements.GATEWAY_HEALTH)
                .column(Of.MAX, "spool_oldest_age_ms", "oldest")
                .chosen(DISTRICT)
                .everyInterval()
                .by("domain")));
  }
}
