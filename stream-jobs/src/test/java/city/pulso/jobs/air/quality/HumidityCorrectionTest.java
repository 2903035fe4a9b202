package city.pulso.jobs.air.quality;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HumidityCorrectionTest {
  private final QualityControl control = new QualityControl(QualityConfig.standard());

  @Test
  void only_a_station_whose_type_asks_for_it_is_corrected() {
    assertThat(HumidityCorrection.of("purpleair")).isEqualTo(HumidityCorrection.EPA_US_WIDE);
    assertThat(HumidityCorrection.of("low-cost-optical")).isEqualTo(HumidityCorrection.NONE);
    assertThat(HumidityCorrection.of("reference")).isEqualTo(HumidityCorrection.NONE);
    assertThat(HumidityCorrection.of("")).isEqualTo(HumidityCorrection.NONE);
    assertThat(judged(HumidityCorrection.NONE, 40, 50.0).accepted())
        .containsEntry(Pollutant.PM2_5, 40.0);
  }

  @Test
  void the_formula_is_the_published_one_and_the_value_is_marked() {
    // 0.524 * 40 - 0.0862 * 50 + 5.75
    Verdict verdict = judged(HumidityCorrection.EPA_US_WIDE, 40, 50.0);
    assertThat(verdict.accepted()).containsEntry(Pollutant.PM2_5, 22.4);
    assertThat(verdict.texts()).containsExactly("pm2_5:humidity-corrected");
    assertThat(verdict.excluded()).isFalse();
  }

  @Test
  void below_zero_it_is_zero_and_says_so() {
    // 0 - 0.0862 * 90 + 5.75 = -2.008
    Verdict verdict = judged(HumidityCorrection.EPA_US_WIDE, 0, 90.0);
    assertThat(verdict.accepted()).containsEntry(Pollutant.PM2_5, 0.0);
    assertThat(verdict.texts()).containsExactly("pm2_5:humidity-corrected", "pm2_5:clipped");
  }

  @Test
  void without_a_humidity_to_correct_by_the_value_enters_no_average() {
    Verdict missing = judged(HumidityCorrection.EPA_US_WIDE, 40, null);
    assertThat(missing.accepted()).isEmpty();
    assertThat(missing.excluded()).isTrue();
    assertThat(missing.texts()).containsExactly("pm2_5:humidity-missing");
    Verdict impossible = judged(HumidityCorrection.EPA_US_WIDE, 40, 130.0);
    assertThat(impossible.accepted()).isEmpty();
    assertThat(impossible.texts()).containsExactly("pm2_5:humidity-missing", "humidity:range");
  }

  private Verdict judged(HumidityCorrection correction, double pm25, @Nullable Double humidity) {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.PM2_5, pm25);
    if (humidity != null) {
      values.put(Quantity.HUMIDITY, humidity);
    }
    AirSample sample = new AirSample(1_000_000, 60, values);
    return correction.apply(control.judge(sample, QualityMemory.EMPTY), sample);
  }
}
