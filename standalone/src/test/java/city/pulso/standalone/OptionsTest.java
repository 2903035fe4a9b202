package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @ParameterizedTest
  @CsvSource({
    "90s, PT90S",
    "3m, PT3M",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "1d2h3m4s, PT26H3M4S",
    "PT5M, PT5M"
  })
  void durations_are_read_as_people_write_them(String value, Duration expected) {
    assertThat(new DurationOption().convert(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2017-05-04, 2017-05-04T00:00:00Z",
    "2017-05-04T08:00, 2017-05-04T08:00:00Z",
    "2017-05-04T08:00:30, 2017-05-04T08:00:30Z",
    "2017-05-04T17:00+09:00, 2017-05-04T08:00:00Z",
    "2017-05-04T08:00:00Z, 2017-05-04T08:00:00Z"
  })
  void moments_without_an_offset_are_utc(String value, Instant expected) {
    assertThat(new InstantOption().convert(value)).isEqualTo(expected);
  }
}
