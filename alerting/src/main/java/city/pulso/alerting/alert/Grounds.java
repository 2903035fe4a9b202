package city.pulso.alerting.alert;

import java.util.List;

/**
 * What an alert rests on beside its numbers, and what it belongs to.
 *
 * @param rule name and section of the standard it follows; empty: not said
 * @param stations behind it, nearest first
 * @param actionKey message key of what its audience should do; empty: not said
 * @param incident id of the incident it is part of; empty: of none
 * @param members of an incident: subjects whose alerts are part of it
 */
public record Grounds(
    String rule, List<Support> stations, String actionKey, String incident, List<String> members) {
  /** Nothing said. */
  public static final Grounds NONE = new Grounds("", List.of(), "", "", List.of());

  public Grounds {
    stations = List.copyOf(stations);
    members = List.copyOf(members);
  }

  /**
   * A station behind an alert.
   *
   * @param distanceM from the subject, metres; 0: it is the subject
   */
  public record Support(String station, double distanceM) {}
}
