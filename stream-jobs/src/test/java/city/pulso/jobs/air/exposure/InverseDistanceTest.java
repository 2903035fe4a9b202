package city.pulso.jobs.air.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import city.pulso.jobs.air.exposure.InverseDistance.Sight;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class InverseDistanceTest {
  private final InverseDistance weighting = new InverseDistance(ExposureConfig.STANDARD);

  @Test
  void weights_fall_with_the_square_of_the_distance() {
    // (40/1 + 10/4) / (1/1 + 1/4) = 34
    Estimate estimate = weighting.estimate(List.of(new Sight(2_000, 10), new Sight(1_000, 40)));
    assertThat(estimate.value()).isCloseTo(34.0, within(1e-9));
    assertThat(estimate.stations()).isEqualTo(2);
    assertThat(estimate.nearestM()).isEqualTo(1_000.0);
  }

  @Test
  void one_station_is_no_estimate_and_none_is_not_zero() {
    assertThat(weighting.estimate(List.of(new Sight(300, 12))))
        .isEqualTo(new Estimate(null, 1, 300.0));
    assertThat(weighting.estimate(List.of())).isEqualTo(new Estimate(null, 0, null));
  }

  @Test
  void a_station_closer_than_fifty_metres_speaks_alone() {
    assertThat(weighting.estimate(List.of(new Sight(49, 12), new Sight(60, 99))))
        .isEqualTo(new Estimate(12.0, 1, 49.0));
    assertThat(weighting.estimate(List.of(new Sight(50, 12), new Sight(50, 14))).value())
        .isCloseTo(13.0, within(1e-9));
  }

  @Test
  void only_the_nearest_five_within_the_radius_count() {
    List<Sight> sights = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sights.add(new Sight(1_000, 20));
    }
    sights.add(0, new Sight(1_001, 9_999));
    assertThat(weighting.estimate(sights).value()).isCloseTo(20.0, within(1e-9));
    assertThat(weighting.estimate(List.of(new Sight(9_999, 20), new Sight(10_001, 20))))
        .isEqualTo(new Estimate(null, 1, 9_999.0));
  }

  @Test
  void distances_are_those_on_the_ground() {
    Place lima = new Place(-12.0464, -77.0428);
    // one minute of latitude is a nautical mile, within the sphere's half percent
    assertThat(lima.metresTo(new Place(-12.0464 + 1 / 60.0, -77.0428)))
        .isCloseTo(1_852, within(9.0));
    assertThat(lima.metresTo(new Place(-12.0464, -77.0428 + 1 / 60.0)))
        .isCloseTo(1_852 * Math.cos(Math.toRadians(12.0464)), within(9.0));
    assertThat(lima.metresTo(lima)).isZero();
  }

  @Test
  void limits_outside_what_makes_sense_are_refused() {
    assertThatThrownBy(() -> new ExposureConfig(10_000, 1, 5, 50))
        .hasMessageContaining("2 or more");
    assertThatThrownBy(() -> new ExposureConfig(10_000, 2, 9, 50)).hasMessageContaining("3 … 8");
    assertThatThrownBy(() -> new ExposureConfig(Double.NaN, 2, 5, 50))
        .hasMessageContaining("radiusM");
  }
}
