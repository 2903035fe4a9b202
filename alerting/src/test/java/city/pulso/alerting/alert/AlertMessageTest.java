package city.pulso.alerting.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlertMessageTest {
  @Test
  void a_message_is_read_as_published_and_survives_the_database() throws Exception {
    Alerts story = Alerts.inactive("h-1");

    Alert read = AlertMessage.read("person-inactive", "h-1", story.message().build().toByteArray());

    assertThat(read).isEqualTo(story.build());
    assertThat(AlertMessage.read(AlertMessage.write(read))).isEqualTo(read);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        wrong("another kind than the topic", "kind", m -> m.setKind("plug-silent")),
        wrong("another subject than the topic", "subject", m -> m.setSubject("h-2")),
        wrong("an id of its own making", "id", m -> m.setId("person-inactive/h-1/7")),
        wrong("no revision", "revision", m -> m.clearRevision()),
        wrong("no status", "status", m -> m.clearStatus()),
        wrong("an unknown severity", "severity", m -> m.setSeverityValue(99)),
        wrong("no audience", "audience", m -> m.clearAudience()),
        wrong("an opening before time began", "opened_at_ms", m -> m.setOpenedAtMs(-1)),
        wrong(
            "an opening beyond the calendar",
            "opened_at_ms",
            m -> m.setOpenedAtMs(Long.MAX_VALUE).setId("person-inactive/h-1/" + Long.MAX_VALUE)),
        wrong("an endless text", "message_key", m -> m.setMessageKey("k".repeat(301))),
        wrong(
            "a number that is none",
            "evidence.value",
            m -> m.addEvidenceBuilder().setValue(Double.NaN)),
        wrong(
            "evidence without end",
            "evidence",
            m -> {
              for (int i = 0; i < 40; i++) {
                m.addEvidenceBuilder().setName("n");
              }
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void malformed(String what, String field, Consumer<city.pulso.schemas.v1.Alert.Builder> damage) {
    city.pulso.schemas.v1.Alert.Builder message = Alerts.inactive("h-1").message();
    damage.accept(message);

    assertThatThrownBy(
            () -> AlertMessage.read("person-inactive", "h-1", message.build().toByteArray()))
        .isInstanceOf(MalformedAlertException.class)
        .hasMessageStartingWith(field + ": ")
        .hasMessageContaining("is not accepted; use ");
  }

  @Test
  void bytes_that_are_no_protobuf_and_bytes_without_end_are_refused() {
    assertThatThrownBy(() -> AlertMessage.read("k", "s", new byte[] {7, 7, 7}))
        .isInstanceOf(MalformedAlertException.class)
        .hasMessageStartingWith("payload: ");
    assertThatThrownBy(() -> AlertMessage.read("k", "s", new byte[AlertMessage.LARGEST + 1]))
        .isInstanceOf(MalformedAlertException.class)
        .hasMessageContaining("or fewer");
  }

  private static Arguments wrong(
      String what, String field, Consumer<city.pulso.schemas.v1.Alert.Builder> damage) {
    return Arguments.of(what, field, damage);
  }
}
