package city.pulso.jobs.air;

import city.pulso.jobs.air.EpisodeFormats.Watched;
import city.pulso.jobs.air.SubjectNews.About;
import city.pulso.jobs.air.episode.EpisodeTrack;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Judges the episodes of every station and site. Keyed by {@link SubjectNews#key}. The rules are
 * {@link EpisodeTrack} and {@link AirAlerts}.
 *
 * <p>A site's alerts leave here. A station's alerts may be part of an incident of the city: where
 * they stand goes on to {@link AirIncidents}.
 *
 * <p>Broadcast state: "city", the IANA time zone of the city; replaced with the registry's entry.
 * Keyed state: "watched", the registry's words and 48 hours; "alerts", a site's newest alert of
 * each kind. Both are cleared when the station or site leaves the registry. No timers: hours are
 * its clock.
 */
final class AirEpisodes
    extends KeyedBroadcastProcessFunction<String, SubjectNews, SubjectChange, StationStanding> {
  static final OutputTag<Alert> SITE_ALERTS = new OutputTag<>("site-air-alerts", AlertBook.TYPE);
  static final OutputTag<StateMessage> SITE_STATES =
      new OutputTag<>("site-air-states", TypeInformation.of(StateMessage.class));
  static final MapStateDescriptor<String, String> CITY =
      new MapStateDescriptor<>("city", Types.STRING, Types.STRING);

  private static final long serialVersionUID = 1L;
  private static final String ZONE = "zone";

  private final String scheme;

  private transient AirAlerts rules;
  private transient ValueState<@Nullable Watched> watched;
  private transient MapState<String, Alert> alerts;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  AirEpisodes(String scheme) {
    this.scheme = scheme;
  }

  @Override
  public void open(OpenContext context) {
    rules = new AirAlerts(scheme);
    watched =
        getRuntimeContext().getState(new ValueStateDescriptor<>("watched", EpisodeFormats.WATCHED));
    alerts =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("alerts", Types.STRING, AlertBook.TYPE));
  }

  @Override
  public void processBroadcastElement(
      SubjectChange city, Context context, Collector<StationStanding> out) throws Exception {
    BroadcastState<String, String> state = context.getBroadcastState(CITY);
    if (city.removed()) {
      state.clear();
    } else {
      state.put(ZONE, city.parsed().getCity().getTimeZone());
    }
  }

  @Override
  public void processElement(
      SubjectNews news, ReadOnlyContext context, Collector<StationStanding> out) throws Exception {
    if (news.removed()) {
      remove(news, context, out);
      return;
    }
    Watched known = watched.value();
    Watched before = known == null ? Watched.NONE : known;
    About about = news.about() == null ? before.about() : news.about();
    ZoneId zone = zone(context.getBroadcastState(CITY).get(ZONE));
    EpisodeTrack track = before.track();
    for (List<JudgedHour> step : steps(news.hours(), track.newest())) {
      JudgedHour newest = track.newest();
      boolean late = newest != null && step.get(0).hourMs() <= newest.hourMs();
      track = track.with(step, rules.levels());
      publish(
          news, about, track, late ? AirAlerts.LATE_DATA : AirAlerts.IMPROVED, zone, context, out);
    }
    watched.update(new Watched(about, track));
    if (news.kind() == SubjectNews.Kind.SITE) {
      List<Alert> open = openAlerts();
      context.output(SITE_STATES, SiteStates.of(news.id(), about, track.newest(), open));
    }
  }

  /**
   * Hours that were said before change together; new ones come one by one, so that an episode that
   * began and ended while nobody could hear of it is told like any other.
   */
  private static List<List<JudgedHour>> steps(List<JudgedHour> hours, @Nullable JudgedHour newest) {
    List<List<JudgedHour>> steps = new ArrayList<>();
    List<JudgedHour> old = new ArrayList<>();
    for (JudgedHour hour : hours) {
      if (newest != null && hour.hourMs() <= newest.hourMs()) {
        old.add(hour);
      } else {
        steps.add(List.of(hour));
      }
    }
    if (!old.isEmpty()) {
      steps.add(0, old);
    }
    return steps;
  }

  private void publish(
      SubjectNews news,
      About about,
      EpisodeTrack track,
      String endedBecause,
      @Nullable ZoneId zone,
      ReadOnlyContext context,
      Collector<StationStanding> out)
      throws Exception {
    List<Alert> wanted = new ArrayList<>();
    for (Group group : Group.values()) {
      rules
          .wanted(news.kind(), news.id(), about, track, group, endedBecause, zone)
          .ifPresent(wanted::add);
    }
    if (news.kind() == SubjectNews.Kind.SITE) {
      for (Alert alert : wanted) {
        AlertBook book = new AlertBook(alerts.get(alert.getKind()));
        book.follow(alert).ifPresent(said -> context.output(SITE_ALERTS, said));
        keep(alert.getKind(), book);
      }
      return;
    }
    JudgedHour newest = track.newest();
    JudgedHour heard = track.newestKnown();
    if (newest != null) {
      long knownMs = heard == null ? Long.MIN_VALUE : heard.hourMs();
      out.collect(new StationStanding(news.id(), false, newest.hourMs(), knownMs, wanted));
    }
  }

  private void remove(SubjectNews news, ReadOnlyContext context, Collector<StationStanding> out)
      throws Exception {
    if (news.kind() == SubjectNews.Kind.STATION) {
      out.collect(StationStanding.removed(news.id()));
    } else {
      for (Alert open : openAlerts()) {
        new AlertBook(open)
            .clear("site-removed", open.getUpdatedAtMs())
            .ifPresent(said -> context.output(SITE_ALERTS, said));
      }
      context.output(SITE_STATES, StateMessage.removed(AirMessages.STATE_KIND, news.id()));
    }
    watched.clear();
    alerts.clear();
  }

  private List<Alert> openAlerts() throws Exception {
    List<Alert> open = new ArrayList<>();
    for (Group group : Group.values()) {
      Alert alert = alerts.get(AirAlerts.kind(SubjectNews.Kind.SITE, group));
      if (alert != null && alert.getStatus() == AlertStatus.OPEN_ALERT) {
        open.add(alert);
      }
    }
    return open;
  }

  private void keep(String kind, AlertBook book) throws Exception {
    Alert last = book.last();
    if (book.changed() && last != null) {
      alerts.put(kind, last);
    }
  }

  private static @Nullable ZoneId zone(@Nullable String id) {
    try {
      return id == null ? null : ZoneId.of(id);
    } catch (DateTimeException fromAnotherPublisher) {
      return null;
    }
  }
}
