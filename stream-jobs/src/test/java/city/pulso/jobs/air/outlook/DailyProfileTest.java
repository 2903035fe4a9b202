package city.pulso.jobs.air.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class DailyProfileTest {
  private static final long HOUR = 3_600_000L;

  @Test
  void the_newest_value_moves_along_the_usual_day() {
    DailyProfile profile = days(3);
    // the usual day rises by one an hour
    assertThat(profile.outlook(50, 6 * HOUR, 3)).isEqualTo(53.0);
    assertThat(profile.outlook(50, 24 * HOUR * 900 + 6 * HOUR, 1)).isEqualTo(51.0);
    assertThat(profile.outlook(50, 23 * HOUR, 1)).as("midnight begins anew").isEqualTo(27.0);
  }

  @Test
  void it_is_never_below_zero() {
    assertThat(days(3).outlook(5, 23 * HOUR, 1)).isZero();
  }

  @Test
  void two_days_are_no_profile() {
    assertThat(days(2).outlook(50, 6 * HOUR, 1)).isNull();
    assertThat(DailyProfile.EMPTY.outlook(50, 6 * HOUR, 1)).isNull();
  }

  @Test
  void days_long_ago_fade() {
    DailyProfile profile = days(30);
    for (int day = 30; day < 90; day++) {
      profile = profile.with((day * 24 + 6) * HOUR, 500);
    }
    assertThat(profile.outlook(10, 5 * HOUR, 1)).isGreaterThan(480);
  }

  private static DailyProfile days(int days) {
    DailyProfile profile = DailyProfile.EMPTY;
    for (int hour = 0; hour < 24 * days; hour++) {
      profile = profile.with(hour * HOUR, hour % 24);
    }
    return profile;
  }
}
