package city.pulso.jobs.air;

import city.pulso.jobs.air.episode.CityWideRule;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the alerts of the stations, and one incident per group when they are many. Everything
 * has one key, because an incident is about the city: a message per station and hour. The rule is
 * {@link CityWideRule}.
 *
 * <p>Stations say the same hour one after the other. An alert that would open is therefore held
 * until every station that reports has said that hour, {@link #PATIENCE} of real time at most: then
 * it is known whether it is one of many, and people are told of the incident instead.
 *
 * <p>Keyed state: "stations", the newest standing of each, and "alerts", its newest alerts, both
 * removed when the station leaves the registry; "incidents", the newest incident of each group, for
 * ever; "newest-hour", replaced; "held", stations whose alerts wait, and "held-until", the timer,
 * both cleared when they are released.
 */
final class AirIncidents extends KeyedProcessFunction<String, StationStanding, Alert> {
  /** The one key, and the subject of an incident. */
  static final String CITY = "city";

  /** Real time that an opening waits for the other stations at most. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long serialVersionUID = 1L;

  private transient CityWideRule rule;
  private transient MapState<String, StationStanding> stations;

  /** The same in memory, since each step looks at all of them; null = not read yet. */
  private transient @Nullable Map<String, StationStanding> city;

  /** Of those in memory. */
  private transient CityTally tally;

  private transient MapState<String, Alert> alerts;
  private transient MapState<String, Alert> incidents;
  private transient MapState<String, Boolean> held;
  private transient ValueState<@Nullable Long> heldUntil;
  private transient ValueState<@Nullable Long> newestHour;

  @Override
  public void open(OpenContext context) {
    rule = CityWideRule.STANDARD;
    tally = new CityTally(List.of());
    stations = map("stations", EpisodeFormats.STANDING);
    alerts = map("alerts", AlertBook.TYPE);
    incidents = map("incidents", AlertBook.TYPE);
    held = map("held", Types.BOOLEAN);
    heldUntil = getRuntimeContext().getState(new ValueStateDescriptor<>("held-until", Types.LONG));
    newestHour =
        getRuntimeContext().getState(new ValueStateDescriptor<>("newest-hour", Types.LONG));
  }

  private <V> MapState<String, V> map(
      String name, org.apache.flink.api.common.typeinfo.TypeInformation<V> type) {
    return getRuntimeContext().getMapState(new MapStateDescriptor<>(name, Types.STRING, type));
  }

  @Override
  public void processElement(StationStanding standing, Context ctx, Collector<Alert> out)
      throws Exception {
    if (standing.removed()) {
      remove(standing.station(), out);
      judge(out);
      return;
    }
    StationStanding before = city().put(standing.station(), standing);
    tally.changed(before, standing, city().values());
    stations.put(standing.station(), standing);
    if (opens(standing) || held.contains(standing.station())) {
      held.put(standing.station(), true);
    }
    if (held.isEmpty()) {
      if (isNewHour(standing) || before == null || changes(before, standing)) {
        judge(out);
      }
      deliver(standing, out);
    } else if (tally.everyoneSaid()) {
      release(ctx.timerService()::deleteProcessingTimeTimer, out);
    } else {
      if (heldUntil.value() == null) {
        long due = ctx.timerService().currentProcessingTime() + PATIENCE.toMillis();
        ctx.timerService().registerProcessingTimeTimer(due);
        heldUntil.update(due);
      }
      if (!held.contains(standing.station())) {
        deliver(standing, out);
      }
    }
  }

  @Override
  public void onTimer(long timeMs, OnTimerContext ctx, Collector<Alert> out) throws Exception {
    release(due -> {}, out);
  }

  private Map<String, StationStanding> city() throws Exception {
    Map<String, StationStanding> known = city;
    if (known == null) {
      known = new TreeMap<>();
      for (Map.Entry<String, StationStanding> station : stations.entries()) {
        known.put(station.getKey(), station.getValue());
      }
      city = known;
      tally = new CityTally(known.values());
    }
    return known;
  }

  private boolean isNewHour(StationStanding standing) throws Exception {
    Long newest = newestHour.value();
    if (newest != null && standing.hourMs() <= newest) {
      return false;
    }
    newestHour.update(standing.hourMs());
    return true;
  }

  private interface TimerDeletion {
    void delete(long dueMs);
  }

  private void release(TimerDeletion timer, Collector<Alert> out) throws Exception {
    Long due = heldUntil.value();
    if (due != null) {
      timer.delete(due);
      heldUntil.clear();
    }
    List<String> waiting = new ArrayList<>();
    held.keys().forEach(waiting::add);
    held.clear();
    judge(out);
    waiting.sort(null);
    for (String station : waiting) {
      StationStanding standing = city().get(station);
      if (standing != null) {
        deliver(standing, out);
      }
    }
  }

  /** Whether an alert would open that is no part of an open incident. */
  private boolean opens(StationStanding standing) throws Exception {
    for (Alert wanted : standing.wanted()) {
      Alert last = alerts.get(standing.station() + "/" + wanted.getKind());
      boolean known = last != null && last.getStatus() == AlertStatus.OPEN_ALERT;
      if (wanted.getStatus() == AlertStatus.OPEN_ALERT && !known && incident(wanted) == null) {
        return true;
      }
    }
    return false;
  }

  private static boolean changes(StationStanding before, StationStanding now) {
    if (before.hourMs() - before.knownMs() != now.hourMs() - now.knownMs()) {
      return true;
    }
    for (Group group : Group.values()) {
      Alert was = CityIncident.open(before, group);
      Alert is = CityIncident.open(now, group);
      if (was == null
          ? is != null
          : is == null
              || was.getSeverity() != is.getSeverity()
              || !was.getActionKey().equals(is.getActionKey())) {
        return true;
      }
    }
    return false;
  }

  /** Opens, revises or clears the incident of each group, and with it what is part of it. */
  private void judge(Collector<Alert> out) throws Exception {
    Map<String, StationStanding> known = city();
    for (Group group : Group.values()) {
      String kind = CityIncident.kind(group);
      AlertBook book = new AlertBook(incidents.get(kind));
      boolean wasOpen = book.isOpen();
      if (!wasOpen && !rule.opens(tally.open(group), tally.reporting(group))) {
        continue;
      }
      CityIncident city = CityIncident.of(group, known.values());
      Optional<Alert> said = Optional.empty();
      if (wasOpen ? city.goesOn(rule) : city.opens(rule)) {
        said = book.follow(city.alert(rule));
      } else if (wasOpen) {
        said = book.clear("widespread-no-more", city.newestMs());
      }
      if (said.isPresent()) {
        out.collect(said.get());
        incidents.put(kind, said.get());
      }
      if (wasOpen != book.isOpen()) {
        for (StationStanding member : city.members()) {
          if (!held.contains(member.station())) {
            deliver(member, out);
          }
        }
      }
    }
  }

  private void deliver(StationStanding standing, Collector<Alert> out) throws Exception {
    for (Alert wanted : standing.wanted()) {
      String key = standing.station() + "/" + wanted.getKind();
      AlertBook book = new AlertBook(alerts.get(key));
      Alert incident = incident(wanted);
      Alert part =
          incident == null ? wanted : wanted.toBuilder().setIncident(incident.getId()).build();
      Optional<Alert> said = book.follow(part);
      if (said.isPresent()) {
        out.collect(said.get());
        alerts.put(key, said.get());
      }
    }
  }

  /** The open incident of the alert's group. */
  private @Nullable Alert incident(Alert wanted) throws Exception {
    for (Group group : Group.values()) {
      Alert incident = incidents.get(CityIncident.kind(group));
      if (wanted.getKind().equals(AirAlerts.kind(SubjectNews.Kind.STATION, group))
          && incident != null
          && incident.getStatus() == AlertStatus.OPEN_ALERT) {
        return incident;
      }
    }
    return null;
  }

  private void remove(String station, Collector<Alert> out) throws Exception {
    StationStanding before = city().remove(station);
    tally.changed(before, null, city().values());
    stations.remove(station);
    held.remove(station);
    for (Group group : Group.values()) {
      String key = station + "/" + AirAlerts.kind(SubjectNews.Kind.STATION, group);
      Alert last = alerts.get(key);
      if (last != null) {
        new AlertBook(last).clear("station-removed", last.getUpdatedAtMs()).ifPresent(out::collect);
        alerts.remove(key);
      }
    }
  }
}
