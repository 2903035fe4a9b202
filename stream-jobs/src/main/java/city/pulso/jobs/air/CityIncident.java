package city.pulso.jobs.air;

import city.pulso.jobs.air.advice.Advice;
import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.episode.CityWideRule;
import city.pulso.jobs.air.episode.Group;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stations of the city for one group, at one moment.
 *
 * @param members stations with an open alert, by id
 * @param reporting how many report
 * @param newestMs end of the newest hour any station has said, Unix milliseconds
 */
record CityIncident(Group group, List<StationStanding> members, int reporting, long newestMs) {
  private static final int MOST_MEMBERS = 1_000;

  static CityIncident of(Group group, Iterable<StationStanding> stations) {
    long newest = newestMs(stations);
    List<StationStanding> members = new ArrayList<>();
    int reporting = 0;
    for (StationStanding station : stations) {
      boolean open = open(station, group) != null;
      if (open) {
        members.add(station);
      }
      reporting += reports(station, open, newest) ? 1 : 0;
    }
    members.sort(Comparator.comparing(StationStanding::station));
    return new CityIncident(group, members, reporting, newest + HourBucket.HOUR_MS);
  }

  static String kind(Group group) {
    return group == Group.SENSITIVE ? "air-city-wide-sensitive" : "air-city-wide";
  }

  /** Start of the newest hour of any station. */
  static long newestMs(Iterable<StationStanding> stations) {
    long newest = 0;
    for (StationStanding station : stations) {
      newest = Math.max(newest, station.hourMs());
    }
    return newest;
  }

  /** Whether it counts as reporting. */
  static boolean reports(StationStanding station, boolean hasAlert, long newestMs) {
    return hasAlert || station.knownMs() > newestMs - CityWideRule.FRESH_HOURS * HourBucket.HOUR_MS;
  }

  /** Whether it has said an hour lately, with an index or without. */
  static boolean fresh(StationStanding station, long newestMs) {
    return station.hourMs() > newestMs - CityWideRule.FRESH_HOURS * HourBucket.HOUR_MS;
  }

  /** The open alert of a group, as it should be; null: none. */
  static @Nullable Alert open(StationStanding station, Group group) {
    String kind = AirAlerts.kind(SubjectNews.Kind.STATION, group);
    for (Alert alert : station.wanted()) {
      if (alert.getKind().equals(kind) && alert.getStatus() == AlertStatus.OPEN_ALERT) {
        return alert;
      }
    }
    return null;
  }

  boolean opens(CityWideRule rule) {
    return rule.opens(members.size(), reporting);
  }

  boolean goesOn(CityWideRule rule) {
    return rule.goesOn(members.size(), reporting);
  }

  /** The incident as it should be; it begins with the alert that made them half. */
  Alert alert(CityWideRule rule) {
    List<Alert> open = new ArrayList<>();
    for (StationStanding member : members) {
      Alert alert = open(member, group);
      if (alert != null) {
        open.add(alert);
      }
    }
    long critical = open.stream().filter(a -> a.getSeverity() == Severity.CRITICAL).count();
    boolean worse = critical * 2 >= open.size();
    long eased = open.stream().filter(CityIncident::eased).count();
    Advice now = mostHave(open);
    boolean easing = eased == open.size();
    List<Long> since = open.stream().map(Alert::getOpenedAtMs).sorted().toList();
    Alert.Builder alert =
        Alert.newBuilder()
            .setKind(kind(group))
            .setSubject(AirIncidents.CITY)
            .setStatus(AlertStatus.OPEN_ALERT)
            .setSeverity(worse ? Severity.CRITICAL : Severity.WARNING)
            .setAudience(AirAlerts.audience(group))
            .setMessageKey(kind(group) + (easing ? AirAlerts.EASING : ""))
            .setOpenedAtMs(since.get(Math.min(since.size(), rule.needed(reporting)) - 1))
            .setUpdatedAtMs(newestMs)
            .setRule(
                "at least half of the reporting stations, over below a quarter; each: "
                    + open.get(0).getRule())
            .putParameters("group", group.key())
            .putParameters("members", Integer.toString(members.size()))
            .putParameters("bad", Long.toString(open.size() - eased))
            .putParameters("reporting", Integer.toString(reporting))
            .addEvidence(AirAlerts.evidence("stations_open", members.size(), "1", newestMs))
            .addEvidence(AirAlerts.evidence("stations_reporting", reporting, "1", newestMs))
            .setActionKey(now.key());
    if (eased > 0) {
      alert.putParameters("eased", Long.toString(eased));
    }
    worst(alert, open);
    members.stream().limit(MOST_MEMBERS).map(StationStanding::station).forEach(alert::addMembers);
    return alert.build();
  }

  /** Whether the air there is below the level now. */
  static boolean eased(Alert alert) {
    return alert.containsParameters(AirAlerts.ENDS_AFTER_HOURS);
  }

  /** What at least half of the stations advise as the air is now, or worse. */
  private Advice mostHave(List<Alert> open) {
    Set<String> worse = new HashSet<>();
    for (Advice.Air air : Advice.Air.values()) {
      Advice advice = Advice.outdoors(group, air);
      worse.add(advice.key());
      long have = open.stream().filter(alert -> worse.contains(alert.getActionKey())).count();
      if (have * 2 >= open.size()) {
        return advice;
      }
    }
    return Advice.outdoors(group, Advice.Air.EASED);
  }

  /** The numbers of the station with the largest index. */
  private static void worst(Alert.Builder alert, List<Alert> open) {
    open.stream()
        .max(Comparator.comparingDouble(CityIncident::index))
        .ifPresent(
            worst -> {
              alert.addAllEvidence(worst.getEvidenceList());
              alert.addStations(
                  city.pulso.schemas.v1.Support.newBuilder().setStation(worst.getSubject()));
              alert.putParameters("category", worst.getParametersOrDefault("category", "no-data"));
            });
  }

  private static double index(Alert alert) {
    return alert.getEvidenceList().stream()
        .filter(e -> e.getName().equals("aqi"))
        .mapToDouble(e -> e.getValue())
        .findFirst()
        .orElse(0);
  }
}
