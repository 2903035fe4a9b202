package city.pulso.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.SequenceRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamWindowTest {
  private final StreamWindow window = new StreamWindow(3, 100);

  @Test
  void never_more_than_the_window_is_without_a_receipt() {
    for (long sequence = 1; sequence <= 3; sequence++) {
      assertThat(window.room()).isEqualTo(4 - (int) sequence);
      window.sent(sequence, 0);
    }
    assertThat(window.room()).isZero();

    window.receipted(List.of(range(2, 2)));

    assertThat(window.room()).isEqualTo(1);
    assertThat(window.isInFlight(2)).isFalse();
    assertThat(window.isInFlight(3)).isTrue();
  }

  @Test
  void a_batch_is_due_again_only_when_the_client_let_go_of_it_and_time_has_passed() {
    window.sent(1, 0);
    window.sent(2, 0);
    window.handedOver(1);

    assertThat(window.overdue(99)).isEmpty();
    assertThat(window.overdue(100)).containsExactly(1L);
    window.sent(1, 100);
    window.handedOver(1);
    assertThat(window.overdue(199)).isEmpty();
    assertThat(window.inFlight()).isEqualTo(2);
  }

  @Test
  void what_nobody_listened_to_is_due_again_after_a_second() {
    long second = 1_000_000_000;
    StreamWindow patient = new StreamWindow(3, 30 * second);
    patient.sent(1, 0);
    patient.sent(2, 0);
    patient.notHeard(1, 5 * second);
    patient.handedOver(2);

    assertThat(patient.overdue(6 * second - 1)).isEmpty();
    assertThat(patient.overdue(6 * second)).containsExactly(1L);
    assertThat(patient.inFlight()).isEqualTo(2);
  }

  @Test
  void a_receipt_for_what_is_not_in_flight_changes_nothing() {
    window.sent(1, 0);

    window.receipted(List.of(range(5, 9), range(3, 2)));

    assertThat(window.inFlight()).isEqualTo(1);
  }

  private static SequenceRange range(long first, long last) {
    return SequenceRange.newBuilder().setFirst(first).setLast(last).build();
  }
}
