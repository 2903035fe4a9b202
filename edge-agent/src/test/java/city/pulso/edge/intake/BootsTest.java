package city.pulso.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.decode.ObservedAt;
import org.junit.jupiter.api.Test;

/** Placing what clock-less devices observed. Times in milliseconds; the boot was at one million. */
class BootsTest {
  private static final long BOOT = 1_000_000;

  private final Boots boots = new Boots();

  @Test
  void the_message_that_travelled_fastest_says_when_the_boot_was() {
    assertThat(place(7, 10_000, 10_000, 900)).isEqualTo(BOOT + 900 + 10_000);
    assertThat(place(7, 20_000, 20_000, 50)).isEqualTo(BOOT + 50 + 20_000);
    assertThat(place(7, 30_000, 30_000, 900)).as("slow again").isEqualTo(BOOT + 50 + 30_000);
  }

  @Test
  void a_message_repeated_for_a_minute_does_not_move_its_readings() {
    place(7, 10_000, 10_000, 50);

    assertThat(place(7, 15_000, 20_000, 60_000)).isEqualTo(BOOT + 50 + 15_000);
  }

  @Test
  void each_device_and_each_boot_is_placed_by_itself() {
    place(7, 10_000, 10_000, 50);

    assertThat(boots.place("other", since(7, 5_000, 5_000), 99_000).atMs()).isEqualTo(99_000);
    assertThat(place(8, 1_000, 1_000, 100_000)).as("rebooted").isEqualTo(BOOT + 100_000 + 1_000);
    assertThat(place(0, 1_000, 1_000, 900)).as("boots not told").isEqualTo(BOOT + 900 + 1_000);
    assertThat(place(0, 2_000, 2_000, 100)).isEqualTo(BOOT + 100 + 2_000);
  }

  @Test
  void a_counter_that_stood_still_while_the_device_slept_is_noticed() {
    place(7, 10_000, 10_000, 50);

    assertThat(place(7, 11_000, 11_000, 600_000)).isEqualTo(BOOT + 600_000 + 11_000);
  }

  @Test
  void after_an_hour_the_best_is_asked_for_anew_because_the_gateways_clock_may_have_been_set() {
    place(7, 0, 0, 50);

    assertThat(place(7, 3_700_000, 3_700_000, 2_000)).isEqualTo(BOOT + 2_000 + 3_700_000);
    assertThat(place(7, 3_701_000, 3_701_000, -5_000))
        .as("the gateway's clock was set back")
        .isEqualTo(BOOT - 5_000 + 3_701_000);
  }

  @Test
  void how_sure_it_is_falls_with_the_drift_of_a_crystal() {
    assertThat(boots.place("d", since(7, 0, 0), BOOT).sureMs()).isEqualTo(2000);
    assertThat(boots.place("d", since(7, 0, 1_000_000), BOOT + 1_001_000).sureMs())
        .as("100 ppm of the time since it was observed, and since the boot was placed")
        .isEqualTo(2000 + 100 + 100);
  }

  /**
   * Where a reading is placed whose message was sent at some time since boot and travelled so long.
   */
  private long place(long boot, long sinceBoot, long sent, long travelled) {
    return boots.place("d", since(boot, sinceBoot, sent), BOOT + sent + travelled).atMs();
  }

  private static ObservedAt.SinceBoot since(long boot, long sinceBoot, long sent) {
    return new ObservedAt.SinceBoot(boot, sinceBoot, sent);
  }
}
