package city.pulso.flink.mqtt.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AckLedgerTest {
  private final AckLedger ledger = new AckLedger();

  @Test
  void nothing_is_durable_before_a_checkpoint_completes() {
    ledger.emitted(5);
    ledger.snapshot(1);
    assertThat(ledger.complete(0)).isZero();
    assertThat(ledger.complete(1)).isEqualTo(5);
  }

  @Test
  void what_was_emitted_after_the_snapshot_waits_for_the_next() {
    ledger.emitted(5);
    ledger.snapshot(1);
    ledger.emitted(9);
    assertThat(ledger.complete(1)).isEqualTo(5);
    ledger.snapshot(2);
    assertThat(ledger.complete(2)).isEqualTo(9);
  }

  @Test
  void a_checkpoint_contains_those_that_failed_before_it() {
    ledger.emitted(3);
    ledger.snapshot(1);
    ledger.emitted(7);
    ledger.snapshot(2);
    ledger.aborted(1);
    assertThat(ledger.complete(2)).isEqualTo(7);
  }

  @Test
  void a_checkpoint_that_completes_late_takes_nothing_back() {
    ledger.emitted(3);
    ledger.snapshot(1);
    ledger.emitted(7);
    ledger.snapshot(2);
    assertThat(ledger.complete(2)).isEqualTo(7);
    assertThat(ledger.complete(1)).isEqualTo(7);
  }

  @Test
  void an_aborted_checkpoint_settles_nothing() {
    ledger.emitted(3);
    ledger.snapshot(1);
    ledger.aborted(1);
    assertThat(ledger.complete(1)).isZero();
  }
}
