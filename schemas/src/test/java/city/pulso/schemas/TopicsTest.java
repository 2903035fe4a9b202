package city.pulso.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.RegistryEntry.EntryCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  @Test
  void topics_are_those_of_version_1() {
    assertThat(Topics.telemetry(Domain.AIR, "gw-lince"))
        .isEqualTo("pulso/v1/telemetry/air/gw-lince");
    assertThat(Topics.telemetry(Domain.PARKING, "g")).isEqualTo("pulso/v1/telemetry/parking/g");
    assertThat(Topics.telemetry(Domain.HOMES, "g")).isEqualTo("pulso/v1/telemetry/homes/g");
    assertThat(Topics.allTelemetry(Domain.HOMES)).isEqualTo("pulso/v1/telemetry/homes/+");
    assertThat(Topics.receipt("gw-lince")).isEqualTo("pulso/v1/receipt/gw-lince");
    assertThat(Topics.alert("air-unhealthy", "st-1"))
        .isEqualTo("pulso/v1/alert/air-unhealthy/st-1");
    assertThat(Topics.state("gateway", "gw-1.air")).isEqualTo("pulso/v1/state/gateway/gw-1.air");
    assertThat(Topics.status("gw-lince")).isEqualTo("pulso/v1/status/gw-lince");
    assertThat(Topics.registry(EntryCase.STATION, "st-1"))
        .isEqualTo("pulso/v1/registry/station/st-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a/b", "+", "#", "a+", "a#", "$SYS", " a", "a b", "-a", "ñ", "a\u0000"})
  void an_id_that_would_break_a_topic_is_refused(String id) {
    assertThatThrownBy(() -> Topics.receipt(id)).hasMessageContaining("is not accepted");
    assertThatThrownBy(() -> Topics.telemetry(Domain.AIR, id)).hasMessageContaining(id);
    assertThatThrownBy(() -> Topics.alert("kind", id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Topics.alert(id, "s")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Topics.status(id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Topics.state("air", id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Topics.registry(EntryCase.HOME, id))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_id_may_be_128_characters_long_and_no_longer() {
    assertThat(Topics.receipt("a".repeat(128))).hasSize(17 + 128);
    assertThatThrownBy(() -> Topics.receipt("a".repeat(129))).hasMessageContaining("not accepted");
  }

  @ParameterizedTest
  @EnumSource(names = {"DOMAIN_UNSPECIFIED", "UNRECOGNIZED"})
  void a_domain_that_is_none_has_no_topic(Domain domain) {
    assertThatThrownBy(() -> Topics.telemetry(domain, "g")).hasMessageContaining("AIR, PARKING");
  }
}
