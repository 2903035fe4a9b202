package city.pulso.jobs.hot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HotMemoryTest {
  @Test
  void what_is_kept_takes_no_more_than_its_share_of_the_heap() {
    assertThat(HotMemory.values(1L << 30, 4, 8_000, 1)).isEqualTo(33_554);
    assertThat(HotMemory.values(1L << 30, 4, 8_000, 2)).as("of each subtask").isEqualTo(16_777);
    assertThat(HotMemory.values(1L << 20, 4, 8_000, 1)).as("at least").isEqualTo(1_024);
    assertThat(HotMemory.values(Long.MAX_VALUE, 4, 8_000, 1)).as("at most").isEqualTo(1_000_000);
  }
}
