package city.pulso.jobs.air;

import city.pulso.jobs.air.exposure.Dose;
import city.pulso.jobs.air.exposure.SiteDose;
import city.pulso.jobs.air.exposure.SiteDose.Openness;
import city.pulso.jobs.air.exposure.SiteExposure;
import city.pulso.jobs.air.exposure.SiteWeek;
import city.pulso.jobs.air.index.IndexSchemes;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.registry.OpeningHours;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.jobs.wire.FormatType;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Site;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Doses and hours in each category at sensitive sites, from the exposure points of {@link AirSite}.
 * Keyed by site. The rules are {@link SiteDose}.
 *
 * <p>Keyed state: "week", nine days of hours at most, and "site", the registry's entry. Both are
 * cleared when the site leaves the registry; what arrives for a site the registry does not know is
 * cleared after {@link #PATIENCE} of real time. No other timers: the site's hours are its clock.
 */
final class AirDose
    extends KeyedCoProcessFunction<String, StoredPoint, SubjectChange, StoredPoint> {
  /** How long hours wait for the registry's entry, which may take another way through the job. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final long serialVersionUID = 1L;
  private static final int HOUR_MIN = 60;

  private transient SiteDose rules;
  private transient ValueState<@Nullable SiteWeek> week;
  private transient ValueState<@Nullable Site> site;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  AirDose() {}

  @Override
  public void open(OpenContext context) {
    rules = new SiteDose(IndexSchemes.all());
    week = getRuntimeContext().getState(new ValueStateDescriptor<>("week", DoseFormats.WEEK));
    site =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("site", FormatType.ofMessage(Site.class)));
  }

  @Override
  public void processElement1(StoredPoint hour, Context context, Collector<StoredPoint> out)
      throws Exception {
    SiteWeek known = week.value();
    SiteDose.Step step =
        rules.hour(known == null ? SiteWeek.NONE : known, hour.timeMs(), values(hour));
    week.update(step.week());
    Site entry = site.value();
    if (entry == null) {
      context
          .timerService()
          .registerProcessingTimeTimer(
              context.timerService().currentProcessingTime() + PATIENCE.toMillis());
      return;
    }
    publish(entry, step.week(), step.due(), out);
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<StoredPoint> out)
      throws Exception {
    if (change.removed()) {
      week.clear();
      site.clear();
      return;
    }
    boolean first = site.value() == null;
    Site entry = change.parsed().getSite();
    site.update(entry);
    SiteWeek known = week.value();
    if (first && known != null) {
      publish(entry, known, List.copyOf(known.hours().keySet()), out);
    }
  }

  @Override
  public void onTimer(long timeMs, OnTimerContext context, Collector<StoredPoint> out)
      throws Exception {
    if (site.value() == null) {
      week.clear();
    }
  }

  private void publish(Site entry, SiteWeek days, List<Long> due, Collector<StoredPoint> out) {
    Openness openness = openness(entry);
    for (long hourMs : due) {
      int revision = days.revision(hourMs);
      for (Dose dose : rules.always(days, hourMs)) {
        collect(entry, dose, hourMs, revision, out);
      }
      if (openness != null) {
        for (Dose dose : rules.whileOpen(days, hourMs, openness)) {
          collect(entry, dose, hourMs, revision, out);
        }
      }
    }
  }

  /** Null where the registry says no opening hours, or none that can be read. */
  private static @Nullable Openness openness(Site entry) {
    if (entry.getOpeningHours().isEmpty() || entry.getTimeZone().isEmpty()) {
      return null;
    }
    try {
      OpeningHours hours = OpeningHours.parse(entry.getOpeningHours());
      ZoneId zone = ZoneId.of(entry.getTimeZone());
      return hourMs ->
          hours.minutesOpen(LocalDateTime.ofInstant(Instant.ofEpochMilli(hourMs), zone), HOUR_MIN)
              / (double) HOUR_MIN;
    } catch (IllegalArgumentException | DateTimeException fromAnotherPublisher) {
      return null;
    }
  }

  private static Map<Pollutant, Double> values(StoredPoint hour) {
    Map<Pollutant, Double> values = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : SiteExposure.POLLUTANTS) {
      if (hour.field(pollutant.field()) instanceof Double value) {
        values.put(pollutant, value);
      }
    }
    return values;
  }

  private static void collect(
      Site entry, Dose dose, long hourMs, int revision, Collector<StoredPoint> out) {
    out.collect(dosePoint(entry, dose, hourMs, revision));
    for (Dose.CategoryTime time : dose.categories()) {
      StoredPoint.Builder point =
          StoredPoint.of(Measurements.AIR_SITE_HOURS, hourMs)
              .tag("district", district(entry))
              .tag("site", entry.getId())
              .tag("scheme", time.scheme())
              .tag("period", period(dose))
              .tag("scope", scope(dose))
              .real("hours", dose.hours())
              .real("judged_hours", time.judgedHours())
              .whole("revision", revision);
      for (int i = 0; i < time.worseThan().size(); i++) {
        point.real("worse_than_" + (i + 1) + "_hours", time.worseThan().get(i));
      }
      out.collect(point.build());
    }
  }

  private static StoredPoint dosePoint(Site entry, Dose dose, long hourMs, int revision) {
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.AIR_SITE_DOSE, hourMs)
            .tag("district", district(entry))
            .tag("site", entry.getId())
            .tag("period", period(dose))
            .tag("scope", scope(dose))
            .real("hours", dose.hours())
            .whole("revision", revision);
    dose.doses()
        .forEach(
            (pollutant, cumulated) -> {
              point.real(pollutant.key() + "_covered_percent", cumulated.coveredPercent());
              Double microgramHours = cumulated.microgramHours();
              if (microgramHours != null) {
                point.real(pollutant.key() + "_dose_ugm3h", microgramHours);
              }
              BigDecimal times = cumulated.guidelineTimes();
              if (times != null) {
                point.real(pollutant.key() + "_who_times", times.doubleValue());
              }
            });
    return point.build();
  }

  private static String district(Site entry) {
    return entry.getDistrict().isEmpty() ? Assignment.UNASSIGNED_TAG : entry.getDistrict();
  }

  private static String period(Dose dose) {
    return dose.days() == 1 ? "24h" : dose.days() + "d";
  }

  private static String scope(Dose dose) {
    return dose.open() ? "open" : "all";
  }
}
