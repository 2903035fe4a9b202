package city.pulso.jobs.air.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class VectorCheckTest {
  @TestFactory
  List<DynamicTest> every_vector_gives_what_it_expects() throws Exception {
    return VectorCheck.run(SharedFiles.folder("domain/vectors")).stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.file() + " (" + result.rows() + " rows)",
                    () -> {
                      assertThat(result.differences()).isEmpty();
                      assertThat(result.green()).isTrue();
                    }))
        .toList();
  }

  @Test
  void a_wrong_expectation_is_reported_with_its_row_and_both_values(@TempDir Path dir)
      throws Exception {
    Files.writeString(
        dir.resolve("aqi_us_2024.csv"),
        """
        id,pollutant,averaging,concentration,unit,aqi,category,tie,source,agrees_with,note
        X1,pm25,24h,9.1,ug/m3,50,Good,,rule,,"wrong, on purpose"
        X2,pm25,24h,9.0,ug/m3,50,Good,,rule,,right
        X3,pm99,24h,9.0,ug/m3,50,Good,,rule,,unknown pollutant
        X4,o3_8h,8h,0.201,ppm,,,,rule,,the table defines none
        """);
    VectorCheck.FileResult result = VectorCheck.run(dir).get(0);
    assertThat(result.rows()).isEqualTo(4);
    assertThat(result.passed()).isEqualTo(2);
    assertThat(result.green()).isFalse();
    assertThat(result.differences())
        .extracting(VectorCheck.Difference::toString)
        .contains("X1 aqi: expected 50, got 51", "X1 category: expected Good, got Moderate")
        .anyMatch(d -> d.startsWith("X3 row: expected a readable vector"));
  }

  @Test
  void a_file_that_is_absent_is_not_green(@TempDir Path empty) throws Exception {
    assertThat(VectorCheck.run(empty))
        .hasSize(5)
        .noneMatch(VectorCheck.FileResult::green)
        .noneMatch(VectorCheck.FileResult::present);
  }
}
