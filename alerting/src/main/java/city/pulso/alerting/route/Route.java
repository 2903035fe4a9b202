package city.pulso.alerting.route;

import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.alert.Severity;
import java.util.List;

/**
 * Who is told what.
 *
 * @param audience that an alert must be meant for
 * @param kinds of alerts; empty: all
 * @param minimum severity from which on they are told
 * @param receivers names of receivers
 */
public record Route(
    Audience audience, List<String> kinds, Severity minimum, List<String> receivers) {
  public Route {
    kinds = List.copyOf(kinds);
    receivers = List.copyOf(receivers);
  }

  /** Every kind and severity for an audience. */
  public static Route of(Audience audience, String... receivers) {
    return new Route(audience, List.of(), Severity.INFO, List.of(receivers));
  }
}
