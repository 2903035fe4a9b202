package city.pulso.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHoursTest {
  // 2017-05-08 is a Monday
  private static final LocalDateTime MONDAY = LocalDateTime.of(2017, 5, 8, 0, 0);
  private final OpeningHours school = OpeningHours.parse("Mo-Fr 07:45-15:30; Sa 08:00-12:00");

  @Test
  void it_is_open_from_the_first_minute_until_before_the_last() {
    assertThat(school.openUntil(MONDAY.withHour(7).withMinute(44))).isNull();
    assertThat(school.openUntil(MONDAY.withHour(7).withMinute(45))).isEqualTo("15:30");
    assertThat(school.openUntil(MONDAY.withHour(15).withMinute(30))).isNull();
    assertThat(school.openUntil(MONDAY.plusDays(6).withHour(10))).as("Sunday").isNull();
  }

  @Test
  void the_next_opening_may_be_days_away() {
    assertThat(school.opensNext(MONDAY.withHour(6))).isEqualTo(MONDAY.withHour(7).withMinute(45));
    assertThat(school.opensNext(MONDAY.plusDays(5).withHour(13)))
        .as("Saturday afternoon")
        .isEqualTo(MONDAY.plusDays(7).withHour(7).withMinute(45));
    assertThat(OpeningHours.parse("Mo 09:00-10:00").opensNext(MONDAY.withHour(11)))
        .isEqualTo(MONDAY.plusDays(7).withHour(9));
  }

  @Test
  void several_spans_and_days_with_commas_are_read() {
    OpeningHours hours = OpeningHours.parse("Mo,We 08:00-12:00, 14:00-24:00");
    assertThat(hours.openUntil(MONDAY.withHour(13))).isNull();
    assertThat(hours.openUntil(MONDAY.plusDays(2).withHour(23))).isEqualTo(LocalTime.MAX);
    assertThat(hours.openUntil(MONDAY.plusDays(1).withHour(9))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "always",
        "Mo-Fr",
        "Mo-Fr 8-16",
        "Fr-Mo 08:00-16:00",
        "Mo 16:00-08:00",
        "Mo 08:00-25:00",
        "Mo 08:61-09:00",
        "Xx 08:00-09:00",
        "Mo-We-Fr 08:00-09:00",
        ""
      })
  void what_it_cannot_read_it_refuses_and_says_what_it_can(String text) {
    assertThatThrownBy(() -> OpeningHours.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("Mo-Fr 07:45-15:30");
  }
}
