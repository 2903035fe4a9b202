package city.pulso.jobs.air;

import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.exposure.Estimate;
import city.pulso.jobs.air.exposure.ExposureConfig;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.SiteExposure;
import city.pulso.jobs.air.exposure.SiteHours;
import city.pulso.jobs.air.exposure.SiteTrack;
import city.pulso.jobs.air.exposure.SiteTrack.Said;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.exposure.StationHours;
import city.pulso.jobs.air.index.IndexSchemes;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.counters.Tally;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Exposure at sensitive sites. Keyed by site; every site hears the hours of every station. The
 * rules are {@link SiteExposure}.
 *
 * <p>Broadcast state: "stations", the newest 48 hours of each station; removed when the station
 * leaves the registry. Keyed state: "site", the registry's entry and what has been said of the same
 * hours; cleared when the site leaves the registry. No timers: the stations' hours are its clock.
 */
final class AirSite
    extends KeyedBroadcastProcessFunction<String, SubjectChange, StationHour, StoredPoint> {
  static final MapStateDescriptor<String, StationHours> STATIONS =
      new MapStateDescriptor<>("stations", Types.STRING, SiteFormats.STATION_HOURS);

  /** Every hour judged, for alerts. */
  static final OutputTag<SubjectNews> NEWS = new OutputTag<>("air-site-news", EpisodeFormats.NEWS);

  private static final long serialVersionUID = 1L;
  private static final ValueStateDescriptor<SiteTrack> SITE =
      new ValueStateDescriptor<>("site", SiteFormats.SITE);

  private final ExposureConfig config;
  private final String scheme;

  private transient SiteExposure rules;
  private transient SiteHours hours;
  private transient ValueState<@Nullable SiteTrack> site;
  private transient Tally tooLate;

  /** The broadcast state, looked at as a map; null = not read yet. */
  private transient @Nullable Map<String, StationHours> city;

  /** Start of the newest hour in it, Unix milliseconds. */
  private transient long newestMs;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  AirSite(ExposureConfig config, String scheme) {
    this.config = config;
    this.scheme = scheme;
  }

  @Override
  public void open(OpenContext context) {
    rules = new SiteExposure(config);
    hours = new SiteHours(IndexSchemes.byTag(scheme), config);
    site = getRuntimeContext().getState(SITE);
    tooLate = Tally.of(getRuntimeContext(), "air-exposure-hours-too-late");
  }

  @Override
  public void processElement(
      SubjectChange change, ReadOnlyContext context, Collector<StoredPoint> out) throws Exception {
    if (change.removed()) {
      site.clear();
      context.output(
          NEWS,
          SubjectNews.removed(
              SubjectNews.Kind.SITE, change.id(), change.parsed().getSite().getDistrict()));
      return;
    }
    SiteTrack known = site.value();
    NavigableMap<Long, Said> said = known == null ? new TreeMap<>() : known.said();
    Site entry = change.parsed().getSite();
    SiteTrack now =
        new SiteTrack(
            entry.getDistrict(),
            entry.getKind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            new Place(entry.getPlace().getLatitude(), entry.getPlace().getLongitude()),
            said);
    Map<String, StationHours> city = city(context.getBroadcastState(STATIONS));
    SiteExposure.Step step = rules.all(now, city);
    site.update(step.site());
    publish(change.id(), step, out);
    context.output(NEWS, news(change.id(), about(entry, now), hours.judge(step, city)));
  }

  @Override
  public void processBroadcastElement(StationHour hour, Context context, Collector<StoredPoint> out)
      throws Exception {
    BroadcastState<String, StationHours> stations = context.getBroadcastState(STATIONS);
    Map<String, StationHours> city = city(stations);
    if (hour.removed()) {
      stations.remove(hour.station());
      city.remove(hour.station());
      newestMs = SiteExposure.newestMs(city);
      return;
    }
    if (SiteExposure.tooLate(newestMs, hour.hourMs())) {
      tooLate.increment();
      return;
    }
    StationHours known = city.get(hour.station());
    StationHours heard = known == null ? StationHours.of(hour) : known.with(hour);
    stations.put(hour.station(), heard);
    city.put(hour.station(), heard);
    newestMs = Math.max(newestMs, hour.hourMs());
    context.applyToKeyedState(
        SITE,
        (id, state) -> {
          SiteExposure.Step step = rules.touched(state.value(), city, hour.hourMs());
          if (!step.fresh().isEmpty()) {
            state.update(step.site());
            publish(id, step, out);
            context.output(NEWS, news(id, null, hours.judge(step, city)));
          }
        });
  }

  private static SubjectNews news(
      String id, SubjectNews.@Nullable About about, List<JudgedHour> hours) {
    return new SubjectNews(SubjectNews.Kind.SITE, id, false, about, hours);
  }

  private static SubjectNews.About about(Site entry, SiteTrack site) {
    return new SubjectNews.About(
        entry.getName(),
        entry.getDistrict(),
        site.kind(),
        entry.getOpeningHours(),
        entry.getPlace().getLatitude(),
        entry.getPlace().getLongitude());
  }

  private static void publish(String id, SiteExposure.Step step, Collector<StoredPoint> out) {
    step.fresh().forEach((hourMs, said) -> out.collect(point(id, step.site(), hourMs, said)));
  }

  private static StoredPoint point(String id, SiteTrack site, long hourMs, Said said) {
    String district = site.district().isEmpty() ? Assignment.UNASSIGNED_TAG : site.district();
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.AIR_EXPOSURE, hourMs)
            .tag("district", district)
            .tag("site", id)
            .text("kind", site.kind())
            .whole("revision", said.revision());
    for (Map.Entry<Pollutant, Estimate> entry : said.estimates().entrySet()) {
      Pollutant pollutant = entry.getKey();
      Estimate estimate = entry.getValue();
      point.whole(pollutant.key() + "_stations", estimate.stations());
      Double value = estimate.value();
      if (value != null) {
        point.real(pollutant.field(), value);
      }
      Double nearestM = estimate.nearestM();
      if (nearestM != null) {
        point.real(pollutant.key() + "_nearest_m", nearestM);
      }
    }
    return point.build();
  }

  private Map<String, StationHours> city(ReadOnlyBroadcastState<String, StationHours> state)
      throws Exception {
    Map<String, StationHours> known = city;
    if (known == null) {
      known = new HashMap<>();
      for (Map.Entry<String, StationHours> station : state.immutableEntries()) {
        known.put(station.getKey(), station.getValue());
      }
      city = known;
      newestMs = SiteExposure.newestMs(known);
    }
    return known;
  }
}
