package city.pulso.jobs.parking;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.SiteStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneCountTest {
  @Test
  void bays_that_were_never_heard_are_unknown() {
    BayTrack free = BayTrack.NEVER_HEARD.accept(BayTrack.FREE, 1);
    BayTrack occupied = BayTrack.NEVER_HEARD.accept(BayTrack.OCCUPIED, 1);
    assertThat(ZoneCount.ofBays(5, List.of(free, occupied, occupied)))
        .isEqualTo(new ZoneCount(5, 1, 2, 2));
  }

  @Test
  void a_car_park_may_publish_free_or_occupied_places() {
    assertThat(ZoneCount.ofCounter(count().setFree(30).build(), 100))
        .contains(new ZoneCount(100, 30, 70, 0));
    assertThat(ZoneCount.ofCounter(count().setOccupied(30).setCapacity(40).build(), 0))
        .contains(new ZoneCount(40, 10, 30, 0));
    assertThat(ZoneCount.ofCounter(count().setFree(30).build(), 0))
        .contains(new ZoneCount(0, 30, 0, 0));
  }

  @Test
  void impossible_numbers_are_flagged_and_say_nothing() {
    assertFlagged(count().setOccupied(-8).setCapacity(100).build(), "occupied-negative");
    assertFlagged(count().setOccupied(101).setCapacity(100).build(), "occupied-above-capacity");
    assertFlagged(count().setFree(-1).build(), "free-negative");
    assertFlagged(count().setFree(101).setCapacity(100).build(), "free-above-capacity");
  }

  @Test
  void words_of_the_operator_outweigh_numbers() {
    assertThat(of(SiteStatus.CLOSED)).isEqualTo(new ZoneCount(0, 0, 0, 0));
    assertThat(of(SiteStatus.FULL)).isEqualTo(new ZoneCount(100, 0, 100, 0));
    assertThat(of(SiteStatus.NO_INFORMATION)).isEqualTo(new ZoneCount(100, 0, 0, 100));
  }

  private static ZoneCount of(SiteStatus status) {
    return ZoneCount.ofCounter(count().setStatus(status).build(), 100).orElseThrow();
  }

  private static void assertFlagged(CountObservation count, String flag) {
    assertThat(CountCheck.flags(count, 0)).containsExactly(flag);
    assertThat(ZoneCount.ofCounter(count, 0)).isEmpty();
  }

  private static CountObservation.Builder count() {
    return CountObservation.newBuilder();
  }
}
