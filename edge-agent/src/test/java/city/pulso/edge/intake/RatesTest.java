package city.pulso.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {
  @Test
  void a_device_may_catch_up_and_then_only_keep_its_pace() {
    Rates rates = new Rates(10);

    assertThat(rates.take("d", 1000, 0)).as("a backlog").isTrue();
    assertThat(rates.take("d", 1, 0)).isFalse();
    assertThat(rates.take("d", 11, 1000)).as("all or nothing").isFalse();
    assertThat(rates.take("d", 10, 1000)).isTrue();
    assertThat(rates.take("d", 1, 1050)).isFalse();
    assertThat(rates.take("other", 1, 1050)).as("each by itself").isTrue();
  }

  @Test
  void a_clock_that_is_set_back_neither_fills_nor_empties() {
    Rates rates = new Rates(10);
    rates.take("d", 1000, 100_000);

    assertThat(rates.take("d", 1, 0)).isFalse();
    assertThat(rates.take("d", 10, 1000)).isTrue();
  }

  @Test
  void without_a_bound_everything_is_taken() {
    assertThat(new Rates(0).take("d", Integer.MAX_VALUE, 0)).isTrue();
  }
}
