package city.pulso.alerting.route;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.Audience;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names who is told of an alert.
 *
 * <p>Caregivers are told about people, never about technical faults: an alert of a fault's kind is
 * treated as meant for operators, whatever audience it names.
 */
public final class Router {
  /** Kinds that say something about equipment and nothing about a person. */
  public static final Set<String> FAULTS =
      Set.of("gateway-offline", "plug-silent", "pipeline-late", "home-unknown", "station-drift");

  private final List<Route> routes;

  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** Receivers of all routes that match, each once. */
  public Set<String> receivers(Alert alert) {
    Set<String> receivers = new LinkedHashSet<>();
    for (Route route : routes) {
      if (matches(route, alert)) {
        receivers.addAll(route.receivers());
      }
    }
    return receivers;
  }

  private static boolean matches(Route route, Alert alert) {
    return route.audience() == audience(alert)
        && (route.kinds().isEmpty() || route.kinds().contains(alert.kind()))
        && alert.severity().compareTo(route.minimum()) >= 0;
  }

  private static Audience audience(Alert alert) {
    return FAULTS.contains(alert.kind()) && alert.audience() == Audience.CAREGIVERS
        ? Audience.OPERATORS
        : alert.audience();
  }
}
