package city.pulso.jobs.air.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.advisory.KoreanAdvisory.Stage;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class KoreanAdvisoryTest {
  private static final Stage NO = Stage.NONE;
  private static final Stage AD = Stage.ADVISORY;
  private static final Stage WA = Stage.WARNING;

  @Test
  void an_advisory_needs_two_hours_and_is_lifted_only_below_the_lower_level() {
    assertThat(stages(Pollutant.PM10, "150", "149", "150", "151", "120", "100", "99", "120"))
        .containsExactly(NO, NO, NO, AD, AD, AD, NO, NO);
    assertThat(stages(Pollutant.PM2_5, "75", "75", "35", "34.9")).containsExactly(NO, AD, AD, NO);
  }

  @Test
  void a_warning_needs_two_hours_and_is_lowered_to_an_advisory_before_it_is_lifted() {
    assertThat(stages(Pollutant.PM10, "320", "310", "200", "150", "149", "100", "99"))
        .containsExactly(NO, WA, WA, WA, AD, AD, NO);
  }

  @Test
  void one_hour_above_is_not_two() {
    assertThat(stages(Pollutant.PM10, "900", "40", "900", "40")).containsOnly(NO);
  }

  @Test
  void a_missing_hour_interrupts_the_two_and_lifts_nothing() {
    assertThat(stages(Pollutant.PM10, "150", null, "150", "150", null, "120"))
        .containsExactly(NO, NO, NO, AD, AD, AD);
  }

  @Test
  void ozone_acts_within_the_hour_at_every_step() {
    assertThat(stages(Pollutant.O3, "119", "120", "300", "500", "499", "299", "119"))
        .containsExactly(NO, AD, WA, Stage.GRAVE_WARNING, WA, AD, NO);
  }

  private static List<Stage> stages(Pollutant pollutant, String... means) {
    List<Stage> stages = new ArrayList<>();
    KoreanAdvisory state = KoreanAdvisory.NONE;
    for (String mean : means) {
      state = state.next(pollutant, mean == null ? null : new BigDecimal(mean));
      stages.add(state.stage());
    }
    return stages;
  }
}
