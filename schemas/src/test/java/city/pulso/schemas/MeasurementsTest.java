package city.pulso.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  @Test
  void names_need_no_escaping_in_any_store() {
    for (Measurement measurement : Measurements.ALL) {
      assertThat(measurement.name()).matches("[a-z][a-z0-9_]*");
      assertThat(measurement.tags()).allMatch(tag -> tag.matches("[a-z][a-z0-9_]*"));
      assertThat(measurement.fields()).allMatch(f -> f.name().matches("[a-z][a-z0-9_]*"));
    }
  }

  @Test
  void a_name_is_used_once_per_measurement_and_never_for_a_tag_and_a_field() {
    assertThat(Measurements.ALL).extracting(Measurement::name).doesNotHaveDuplicates();
    for (Measurement measurement : Measurements.ALL) {
      Set<String> names = new HashSet<>(measurement.tags());
      assertThat(measurement.fields()).allMatch(field -> names.add(field.name()));
      assertThat(names).hasSize(measurement.tags().size() + measurement.fields().size());
      assertThat(names).doesNotContain("time", "timestamp");
    }
  }

  @Test
  void every_number_has_a_unit_and_everything_has_a_meaning() {
    for (Measurement measurement : Measurements.ALL) {
      assertThat(measurement.meaning()).isNotBlank();
      assertThat(measurement.time()).isNotBlank();
      for (Measurement.Field field : measurement.fields()) {
        boolean number =
            field.type() == Measurement.Type.FLOAT || field.type() == Measurement.Type.INTEGER;
        assertThat(field.unit().isEmpty()).as(measurement.name() + "." + field).isEqualTo(!number);
        assertThat(field.meaning()).isNotBlank();
      }
    }
  }

  @Test
  void a_field_is_found_by_its_name() {
    assertThat(Measurements.AIR_INDEX.field("aqi")).isPresent();
    assertThat(Measurements.AIR_INDEX.field("aqui")).isEmpty();
  }
}
