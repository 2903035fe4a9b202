package city.pulso.alerting.route;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.alerting.alert.Alerts;
import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.alert.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static final Router ROUTER =
      new Router(
          List.of(
              Route.of(Audience.OPERATORS, "operators"),
              Route.of(Audience.CAREGIVERS, "carers", "operators"),
              new Route(
                  Audience.PUBLIC, List.of("air-unhealthy"), Severity.WARNING, List.of("signs")),
              new Route(Audience.PUBLIC, List.of(), Severity.CRITICAL, List.of("radio"))));

  @ParameterizedTest
  @ValueSource(strings = {"gateway-offline", "plug-silent", "pipeline-late", "home-unknown"})
  void a_technical_fault_never_reaches_caregivers_whatever_audience_it_names(String kind) {
    for (Audience audience : Audience.values()) {
      assertThat(ROUTER.receivers(Alerts.of(kind, audience).build())).doesNotContain("carers");
    }
    assertThat(ROUTER.receivers(Alerts.of(kind, Audience.CAREGIVERS).build()))
        .containsExactly("operators");
  }

  @Test
  void an_inactive_person_reaches_caregivers_once_each() {
    assertThat(ROUTER.receivers(Alerts.inactive("h-1").build()))
        .containsExactly("carers", "operators");
  }

  @ParameterizedTest
  @EnumSource(Severity.class)
  void a_route_begins_at_its_severity(Severity severity) {
    var receivers = ROUTER.receivers(Alerts.unhealthy("st-1").severity(severity).build());
    switch (severity) {
      case INFO -> assertThat(receivers).isEmpty();
      case WARNING -> assertThat(receivers).containsExactly("signs");
      case CRITICAL -> assertThat(receivers).containsExactly("signs", "radio");
    }
  }

  @Test
  void a_kind_that_no_route_names_reaches_nobody() {
    assertThat(ROUTER.receivers(Alerts.of("bay-overstay", Audience.PUBLIC).build())).isEmpty();
  }
}
