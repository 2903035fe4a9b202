package city.pulso.schemas;

import static city.pulso.schemas.Measurement.flag;
import static city.pulso.schemas.Measurement.real;
import static city.pulso.schemas.Measurement.text;
import static city.pulso.schemas.Measurement.whole;

import java.util.ArrayList;
import java.util.List;

/** Every measurement Pulso writes. {@code docs/influxdb-schema.md} is generated from this list. */
public final class Measurements {
  private static final String OBSERVED = "when the device observed it";

  public static final Measurement AIR_RAW =
      new Measurement(
          "air_raw",
          "Every reading of an air-quality module, as received.",
          OBSERVED,
          List.of("district", "station", "device"),
          withProvenance(
              real("pm2_5_ugm3", "ug/m3", "particulate matter below 2.5 um"),
              real("pm10_ugm3", "ug/m3", "particulate matter below 10 um"),
              real("o3_ppb", "[ppb]", "ozone"),
              real("no2_ppb", "[ppb]", "nitrogen dioxide"),
              real("so2_ppb", "[ppb]", "sulphur dioxide"),
              real("co_ppm", "[ppm]", "carbon monoxide"),
              real("h2s_ppb", "[ppb]", "hydrogen sulphide"),
              real("temperature_cel", "Cel", "air temperature"),
              real("humidity_percent", "%", "relative humidity"),
              real("pressure_hpa", "hPa", "air pressure"),
              real("noise_dba", "dB(A)", "sound pressure level"),
              text("flags", "quality flags, comma separated, empty = none")));

  public static final Measurement AIR_HOURLY =
      new Measurement(
          "air_hourly",
          "Hourly means of the readings that passed quality control.",
          "start of the hour",
          List.of("district", "station"),
          List.of(
              real("pm2_5_ugm3", "ug/m3", "mean; absent below 75 % completeness"),
              real("pm10_ugm3", "ug/m3", "mean; absent below 75 % completeness"),
              real("o3_ppb", "[ppb]", "mean; absent below 75 % completeness"),
              real("no2_ppb", "[ppb]", "mean; absent below 75 % completeness"),
              real("so2_ppb", "[ppb]", "mean; absent below 75 % completeness"),
              real("co_ppm", "[ppm]", "mean; absent below 75 % completeness"),
              real("h2s_ppb", "[ppb]", "mean; absent below 75 % completeness"),
              whole("readings", "1", "readings received for the hour"),
              whole("flagged", "1", "readings with at least one value kept out of the means"),
              whole("revision", "1", "1 = first result; grows when late data changed the hour")));

  public static final Measurement AIR_RUNNING =
      new Measurement(
          "air_running",
          "Running means of a station over 1, 8 and 24 hours, against the WHO guidelines of 2021.",
          "start of the newest hour they cover",
          List.of("district", "station", "period"),
          runningFields());

  public static final Measurement AIR_INDEX =
      new Measurement(
          "air_index",
          "Air-quality index of a station.",
          "start of the hour the index stands for",
          List.of("district", "station", "scheme"),
          List.of(
              whole("aqi", "1", "index; absent: no data"),
              text("category", "category by the scheme, or no-data"),
              whole("category_rank", "1", "0 = no data, 1 = best category"),
              text("deciding", "pollutants that reach the index, comma separated; empty: no data"),
              text(
                  "missing",
                  "pollutants the index does not speak of: particles without a valid average, and"
                      + " whatever else the station measures; empty: none"),
              real("pm2_5_nowcast_ugm3", "ug/m3", "NowCast the index rests on"),
              whole("revision", "1", "1 = first result; grows when late data changed the hour")));

  public static final Measurement AIR_OUTLOOK =
      new Measurement(
          "air_outlook",
          "Where the hourly mean of a station will be in one and three hours, of the pollutants where"
              + " the station's daily profile has beaten plain persistence so far.",
          "start of the hour it speaks of",
          List.of("district", "station", "ahead"),
          outlookFields());

  public static final Measurement AIR_STATION_HEALTH =
      new Measurement(
          "air_station_health",
          "How an air station does: what came, what was flagged and why, and whether it drifts away"
              + " from its neighbours.",
          "start of the hour",
          List.of("district", "station"),
          healthFields());

  public static final Measurement AIR_EXPOSURE =
      new Measurement(
          "air_exposure",
          "Outdoor air at a sensitive site, estimated from the stations around it.",
          "start of the hour",
          List.of("district", "site"),
          List.of(
              text(
                  "kind", "school, kindergarten, senior-centre, hospital or site-kind-unspecified"),
              real("pm2_5_ugm3", "ug/m3", "estimated hourly mean; absent: no estimate"),
              real("pm10_ugm3", "ug/m3", "estimated hourly mean; absent: no estimate"),
              real("o3_ppb", "[ppb]", "estimated hourly mean; absent: no estimate"),
              real("no2_ppb", "[ppb]", "estimated hourly mean; absent: no estimate"),
              real("so2_ppb", "[ppb]", "estimated hourly mean; absent: no estimate"),
              real("co_ppm", "[ppm]", "estimated hourly mean; absent: no estimate"),
              stations("pm2_5_stations"),
              stations("pm10_stations"),
              stations("o3_stations"),
              stations("no2_stations"),
              stations("so2_stations"),
              stations("co_stations"),
              nearest("pm2_5_nearest_m"),
              nearest("pm10_nearest_m"),
              nearest("o3_nearest_m"),
              nearest("no2_nearest_m"),
              nearest("so2_nearest_m"),
              nearest("co_nearest_m"),
              whole("revision", "1", "1 = first result; grows when a station's hour changed it")));

  public static final Measurement AIR_SITE_DOSE =
      new Measurement(
          "air_site_dose",
          "Outdoor dose at a sensitive site: estimated concentration times time over 24 hours and 7"
              + " days, all the time and while the site is open.",
          "start of the newest hour it covers",
          List.of("district", "site", "period", "scope"),
          doseFields());

  public static final Measurement AIR_SITE_HOURS =
      new Measurement(
          "air_site_hours",
          "Hours of a sensitive site in worse categories, by each index scheme.",
          "start of the newest hour it covers",
          List.of("district", "site", "scheme", "period", "scope"),
          List.of(
              real("hours", "h", "length of the period; of opening hours only with scope = open"),
              real("judged_hours", "h", "hours with an index; the rest is no data, never good"),
              real("worse_than_1_hours", "h", "hours in a category worse than the scheme's best"),
              real("worse_than_2_hours", "h", "hours worse than its second category"),
              real("worse_than_3_hours", "h", "hours worse than its third category"),
              real("worse_than_4_hours", "h", "worse than its fourth; absent: it has no fifth"),
              real("worse_than_5_hours", "h", "worse than its fifth; absent: it has no sixth"),
              whole("revision", "1", "1 = first result; grows when late data changed an hour")));

  public static final Measurement PARKING_RAW =
      new Measurement(
          "parking_raw",
          "Every report of a bay sensor or a car-park counter, as received.",
          OBSERVED,
          List.of("district", "zone", "device"),
          withProvenance(
              text("bay", "bay id, empty for a counter"),
              flag("occupied", "bay sensor: a vehicle is there"),
              text("reason", "bay sensor: change, keep-alive or start-up"),
              whole("free", "1", "counter: free spaces as published"),
              whole("occupied_count", "1", "counter: occupied spaces as published"),
              whole("capacity", "1", "counter: spaces as published"),
              text("status", "counter: open, closed, full or no-information"),
              text("flags", "quality flags, comma separated, empty = none")));

  public static final Measurement PARKING_BAY =
      new Measurement(
          "parking_bay",
          "Accepted changes of a bay's state, after debouncing.",
          "when the new state began",
          List.of("district", "zone", "bay"),
          List.of(
              text("state", "free, occupied or unknown"),
              whole("state_rank", "1", "0 = unknown, 1 = free, 2 = occupied")));

  public static final Measurement PARKING_ZONE =
      new Measurement(
          "parking_zone",
          "Places of a zone after each accepted change.",
          "event time of the change",
          List.of("district", "zone"),
          List.of(
              whole("capacity", "1", "spaces in service"),
              whole("free", "1", "free for certain"),
              whole("occupied", "1", "occupied for certain"),
              whole("unknown", "1", "neither; availability is free to free + unknown")));

  public static final Measurement PLUG_RAW =
      new Measurement(
          "plug_raw",
          "Every reading of a smart plug, as received.",
          OBSERVED,
          List.of("district", "home", "device"),
          withProvenance(
              text("appliance", "what is plugged in"),
              real("power_w", "W", "active power"),
              real("energy_wh", "W.h", "energy counter"),
              flag("relay_on", "relay state"),
              real("voltage_v", "V", "mains voltage"),
              flag("active", "this reading is proof of activity"),
              text("flags", "quality flags, comma separated, empty = none")));

  public static final Measurement HOME_STATE =
      new Measurement(
          "home_state",
          "State of a home at each change and at least once an hour of event time.",
          "event time of the evaluation",
          List.of("district", "home"),
          List.of(
              text("state", "normal, inactive or unknown"),
              whole("state_rank", "1", "0 = unknown, 1 = normal, 2 = inactive"),
              text("because", "why it is unknown, else empty"),
              real("hours_since_activity", "h", "absent: no activity known"),
              real("limit_hours", "h", "limit without activity in force")));

  public static final Measurement GATEWAY_HEALTH =
      new Measurement(
          "gateway_health",
          "Heartbeats of each stream, with the Sequencer's counts.",
          "agent's clock at the heartbeat",
          List.of("district", "gateway", "domain"),
          List.of(
              whole("spool_batches", "1", "batches without a receipt"),
              whole("spool_bytes", "By", "bytes of them"),
              whole("spool_oldest_age_ms", "ms", "age of the oldest"),
              whole("accepted", "1", "readings accepted since the spool was made"),
              whole(
                  "refused",
                  "1",
                  "messages refused since the agent started, those of no domain included"),
              whole("evicted", "1", "readings given up since the spool was made"),
              whole("batches", "1", "batches received once"),
              whole("duplicates", "1", "batches dropped as seen before"),
              whole("missing", "1", "sequences below the highest not yet seen"),
              whole("in_flight", "1", "batches sent and not receipted"),
              whole("window", "1", "batches in flight, at most; absent: not told"),
              whole(
                  "receipt_lag_ms",
                  "ms",
                  "how long the one that waits longest has been waiting since it was first sent; real"
                      + " time"),
              whole("spools", "1", "spools the gateway has had; more than 1: one was lost")));

  public static final Measurement DELIVERY_DELAY =
      new Measurement(
          "delivery_delay",
          "How long readings took from the device to the store, by domain: a histogram of what was stored"
              + " since the point before. By the city's clock: where city time runs faster, so do delays.",
          "city time at which it was counted, at each checkpoint",
          List.of("domain", "part"),
          delayFields());

  public static final Measurement DEAD_LETTERS =
      new Measurement(
          "dead_letters",
          "What a job could not use: messages and readings, at most 60 a minute; the counter dead-letters"
              + " has all.",
          "city time at which it was refused",
          List.of("domain", "what"),
          List.of(
              text("topic", "Topic Name it came on, shortened"),
              text("gateway", "gateway it came from; empty: not known"),
              text("device", "device that a refused reading names; empty: the whole message"),
              whole("sequence", "1", "batch it was part of; absent: not known"),
              whole("device_sequence", "1", "device's own number of the reading; absent: none"),
              whole("observed_ms", "ms", "Unix time of the refused reading; absent: a message"),
              text("reason", "what was wrong, where, and what is accepted"),
              whole("bytes", "By", "size of the message"),
              text("head", "first 64 bytes of the message, hexadecimal"),
              whole("untold", "1", "further ones since the one before that are not told here")));

  public static final Measurement COMPLETENESS =
      new Measurement(
          "completeness",
          "What was expected of each device and what became of it, hour by hour.",
          "start of the hour",
          List.of("district", "gateway", "domain", "device"),
          List.of(
              whole(
                  "expected",
                  "1",
                  "readings due, by the device's own numbers or its interval; absent: not known"),
              whole("received", "1", "readings that came, each once"),
              whole("late", "1", "those of them that came after the hour had been told"),
              whole("duplicate", "1", "readings that came again and were dropped"),
              whole("refused", "1", "messages that the gateway refused"),
              whole("evicted", "1", "readings that the gateway gave up for want of disk"),
              whole(
                  "unaccounted",
                  "1",
                  "accepted by the gateway, neither received nor evicted when the hour was told;"
                      + " anything but 0 is a loss"),
              whole(
                  "unusable", "1", "readings that came and that the job refused, see dead_letters"),
              whole(
                  "doubtful",
                  "1",
                  "received ones whose time is in the future or the far past: stored with that flag"),
              text(
                  "refused_because",
                  "why the gateway refused the newest of those it refused; empty: it refused none")));

  public static final Measurement GENERIC_RAW =
      new Measurement(
          "generic_raw",
          "Quantities of sensors Pulso has no typed body for.",
          OBSERVED,
          List.of("device", "quantity"),
          withProvenance(
              real("value", "as in unit", "number, or 0/1 for a flag"),
              text("text", "text value, empty for numbers"),
              text("unit", "UCUM unit as reported")));

  public static final Measurement ALERTS =
      new Measurement(
          "alerts",
          "Every revision of every alert.",
          "event time of the revision",
          List.of("kind", "subject", "district"),
          List.of(
              text("id", "alert id"),
              text("status", "open or cleared"),
              whole("open", "1", "1 = open, 0 = cleared"),
              whole("severity", "1", "1 = info, 2 = warning, 3 = critical"),
              whole("revision", "1", "revision of the alert"),
              text("because", "why it was cleared, empty while open")));

  /** All of them, in the order of the documentation. */
  public static final List<Measurement> ALL =
      List.of(
          AIR_RAW,
          AIR_HOURLY,
          AIR_RUNNING,
          AIR_INDEX,
          AIR_OUTLOOK,
          AIR_STATION_HEALTH,
          AIR_EXPOSURE,
          AIR_SITE_DOSE,
          AIR_SITE_HOURS,
          PARKING_RAW,
          PARKING_BAY,
          PARKING_ZONE,
          PLUG_RAW,
          HOME_STATE,
          GATEWAY_HEALTH,
          DELIVERY_DELAY,
          DEAD_LETTERS,
          COMPLETENESS,
          GENERIC_RAW,
          ALERTS);

  private Measurements() {}

  private static List<Measurement.Field> runningFields() {
    List<Measurement.Field> fields = new ArrayList<>();
    for (Measurement.Field mean : means("running mean; absent below 75 % completeness")) {
      String key = mean.name().substring(0, mean.name().lastIndexOf('_'));
      fields.add(mean);
      fields.add(
          whole(key + "_complete_percent", "%", "share of the period covered; absent: not heard"));
      if (!key.equals("h2s")) {
        fields.add(
            real(
                key + "_who_times",
                "1",
                "times the WHO level for this period, gases at 25 Cel; absent: no mean, or WHO"
                    + " states none"));
      }
    }
    fields.add(whole("revision", "1", "1 = first result; grows when late data changed an hour"));
    return fields;
  }

  private static List<Measurement.Field> healthFields() {
    List<Measurement.Field> fields = new ArrayList<>();
    fields.add(whole("readings", "1", "readings received for the hour"));
    fields.add(whole("complete_percent", "%", "share of the hour the readings stand for"));
    fields.add(whole("flagged", "1", "readings with at least one value kept out of the means"));
    for (String reason :
        List.of(
            "nan",
            "sentinel",
            "range",
            "pm2_5_above_pm10",
            "stuck",
            "spike",
            "spike_suspected",
            "rate",
            "humidity_corrected",
            "clipped",
            "humidity_missing",
            "duplicate",
            "warm_up")) {
      fields.add(whole("flagged_" + reason, "1", "readings with this flag, see air.md"));
    }
    fields.add(whole("last_seen_ms", "ms", "Unix time of the newest reading; absent: not known"));
    fields.add(real("silent_hours", "h", "from that reading to the end of the hour"));
    fields.add(whole("battery_percent", "%", "newest reported; absent: never"));
    fields.add(whole("drifting", "1", "1 = has left its neighbourhood; absent: no day compared"));
    fields.add(text("drift_pollutant", "what it drifts in; absent: it does not"));
    fields.add(real("drift_times", "1", "times its usual place among its neighbours"));
    fields.add(whole("revision", "1", "1 = first result; grows when late data changed the hour"));
    return fields;
  }

  private static List<Measurement.Field> outlookFields() {
    List<Measurement.Field> fields = new ArrayList<>();
    for (Measurement.Field mean :
        means("expected hourly mean; absent: persistence is not beaten")) {
      String key = mean.name().substring(0, mean.name().lastIndexOf('_'));
      fields.add(mean);
      fields.add(real(key + "_rmse", mean.unit(), "error of such outlooks over a week"));
      fields.add(
          real(key + "_persistence_rmse", mean.unit(), "of plain persistence, for the same hours"));
    }
    return fields;
  }

  private static List<Measurement.Field> doseFields() {
    List<Measurement.Field> fields = new ArrayList<>();
    fields.add(real("hours", "h", "length of the period; of opening hours only with scope = open"));
    for (String key : List.of("pm2_5", "pm10", "o3", "no2", "so2", "co")) {
      fields.add(
          real(
              key + "_dose_ugm3h",
              "ug.h/m3",
              "dose, gases at 25 Cel, scaled up to the period; absent below 75 % coverage"));
      if (!key.equals("o3")) {
        fields.add(
            real(
                key + "_who_times",
                "1",
                "times the dose of air at the WHO 24 h level for the same time; absent: no dose"));
      }
      fields.add(real(key + "_covered_percent", "%", "share of the period with an estimate"));
    }
    fields.add(whole("revision", "1", "1 = first result; grows when late data changed an hour"));
    return fields;
  }

  /** One field for each pollutant, in its own unit. */
  private static List<Measurement.Field> means(String meaning) {
    return List.of(
        real("pm2_5_ugm3", "ug/m3", meaning),
        real("pm10_ugm3", "ug/m3", meaning),
        real("o3_ppb", "[ppb]", meaning),
        real("no2_ppb", "[ppb]", meaning),
        real("so2_ppb", "[ppb]", meaning),
        real("co_ppm", "[ppm]", meaning),
        real("h2s_ppb", "[ppb]", meaning));
  }

  private static Measurement.Field stations(String name) {
    return whole(name, "1", "stations it rests on; without an estimate: valid ones in reach");
  }

  private static Measurement.Field nearest(String name) {
    return real(name, "m", "distance of the nearest of them; absent: none");
  }

  /**
   * Fields every raw measurement ends with: how the time is known and which way the reading came.
   */
  private static List<Measurement.Field> withProvenance(Measurement.Field... own) {
    List<Measurement.Field> fields = new ArrayList<>(List.of(own));
    fields.add(text("time_source", "device-clock, boot-relative or gateway-clock"));
    fields.add(whole("time_uncertainty_ms", "ms", "the true time lies within plus or minus this"));
    fields.add(text("gateway", "gateway it came through"));
    fields.add(
        whole(
            "accepted_delay_ms", "ms", "accepted by the gateway this long after it was observed"));
    fields.add(whole("device_sequence", "1", "device's own number of it; absent: it has none"));
    return fields;
  }

  private static List<Measurement.Field> delayFields() {
    List<Measurement.Field> fields = new ArrayList<>();
    fields.add(whole("readings", "1", "readings stored; a generic one counts once per quantity"));
    String above = "";
    for (String bound :
        List.of("1s", "2s", "5s", "10s", "30s", "1m", "2m", "5m", "15m", "1h", "6h", "1d")) {
      fields.add(
          whole(
              "upto_" + bound,
              "1",
              "those of them that took "
                  + (above.isEmpty() ? "" : "more than " + above + " and ")
                  + "at most "
                  + bound));
      above = bound;
    }
    fields.add(whole("longer", "1", "those of them that took more than " + above));
    for (int percent : new int[] {50, 95, 99}) {
      fields.add(
          real(
              "p" + percent + "_ms",
              "ms",
              percent + " % of them took at most this, within the bounds of a bucket"));
    }
    fields.add(whole("longest_ms", "ms", "the longest of them"));
    return fields;
  }
}
