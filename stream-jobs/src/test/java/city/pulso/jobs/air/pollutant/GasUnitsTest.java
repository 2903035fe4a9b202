package city.pulso.jobs.air.pollutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GasUnitsTest {
  /** Factors per ppb (CO: per ppb, in ug/m3) as tables print them. */
  @ParameterizedTest
  @CsvSource({
    "O3, 1.963, 1.995",
    "NO2, 1.882, 1.913",
    "SO2, 2.620, 2.663",
    "H2S, 1.394, 1.417",
  })
  void one_ppb_weighs_what_the_tables_say(Pollutant gas, String at25, String at20) {
    assertThat(rounded(GasUnits.AT_25_CEL.toMicrogram(gas, BigDecimal.ONE))).isEqualTo(at25);
    assertThat(rounded(GasUnits.AT_20_CEL.toMicrogram(gas, BigDecimal.ONE))).isEqualTo(at20);
  }

  @ParameterizedTest
  @CsvSource({"O3, 61.25", "CO, 0.7", "PM2_5, 35.5", "SO2, -3"})
  void there_and_back_is_the_same(Pollutant pollutant, BigDecimal own) {
    for (GasUnits reference : GasUnits.values()) {
      BigDecimal back = reference.fromMicrogram(pollutant, reference.toMicrogram(pollutant, own));
      assertThat(back.setScale(9, RoundingMode.HALF_UP)).isEqualByComparingTo(own);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1146"})
  void one_ppm_of_carbon_monoxide_is_1146_microgram(BigDecimal ppm, BigDecimal microgram) {
    assertThat(GasUnits.AT_25_CEL.toMicrogram(Pollutant.CO, ppm).setScale(0, RoundingMode.HALF_UP))
        .isEqualByComparingTo(microgram);
  }

  private static String rounded(BigDecimal value) {
    return value.setScale(3, RoundingMode.HALF_UP).toPlainString();
  }
}
