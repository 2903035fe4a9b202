package city.pulso.jobs.air.average;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class NowCastTest {
  @Test
  void airnows_worked_example_gives_28_4() {
    NowCast nowCast =
        NowCast.particles(
            Pollutant.PM2_5,
            hours(
                "34.9", "43", "50", "64.9", "69.2", "66.2", "53.7", "48.6", "49.2", "35", null,
                "21"));
    assertThat(nowCast).isNotNull();
    assertThat(nowCast.value()).isEqualByComparingTo("28.4");
    assertThat(nowCast.raw().toPlainString()).startsWith("28.4098");
  }

  @Test
  void twelve_times_nine_point_one_is_nine_point_one() {
    NowCast nowCast =
        NowCast.particles(Pollutant.PM2_5, Collections.nCopies(12, new BigDecimal("9.1")));
    assertThat(nowCast).isNotNull();
    assertThat(nowCast.value()).isEqualByComparingTo("9.1");
  }

  @Test
  void a_result_exactly_on_an_edge_stays_there_though_no_decimal_holds_its_weight() {
    // w = 2/3: (9 + 6 * 2/3) / (1 + 2/3) = 7.8 exactly
    NowCast nowCast = NowCast.particles(Pollutant.PM2_5, hours("6", "9"));
    assertThat(nowCast).isNotNull();
    assertThat(nowCast.value()).isEqualByComparingTo("7.8");
  }

  @Test
  void negative_hours_count_as_zero_and_all_zero_is_zero() {
    NowCast nowCast = NowCast.particles(Pollutant.PM10, hours("-1.5", "0", "-0.2"));
    assertThat(nowCast).isNotNull();
    assertThat(nowCast.value()).isEqualByComparingTo("0");
    assertThat(nowCast.weight()).isEqualByComparingTo("1");
  }

  @Test
  void two_of_the_three_newest_hours_are_needed() {
    assertThat(NowCast.particles(Pollutant.PM2_5, hours("5", "5", null, null, "5"))).isNull();
    assertThat(NowCast.particles(Pollutant.PM2_5, hours("5", null, "5"))).isNotNull();
    assertThat(NowCast.particles(Pollutant.PM2_5, List.of())).isNull();
  }

  @Test
  void the_ozone_estimate_takes_the_newest_of_three_hours() {
    assertThat(NowCast.ozoneEstimate(hours("100", null, null))).isEqualByComparingTo("89.5");
    assertThat(NowCast.ozoneEstimate(hours("100", null, null, null))).isNull();
  }

  /** Given oldest first, as the vectors are. */
  private static List<BigDecimal> hours(String... oldestFirst) {
    List<BigDecimal> hours = new ArrayList<>();
    for (String hour : oldestFirst) {
      hours.add(0, hour == null ? null : new BigDecimal(hour));
    }
    return hours;
  }
}
