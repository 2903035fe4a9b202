package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.standalone.rows.StoredRows.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerReportTest {
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void a_complete_hour_is_stored() {
    assertThat(LedgerReport.explained(hour(60, 60, Map.of()))).isEqualTo("stored");
    assertThat(LedgerReport.explained(hour(60, 75, Map.of()))).isEqualTo("stored");
  }

  @Test
  void what_is_missing_was_evicted_refused_or_never_sent_each_counted() {
    assertThat(LedgerReport.explained(hour(60, 50, Map.of("evicted", "4", "refused", "3"))))
        .isEqualTo(
            "4 evicted: the gateway's disk budget was used up; 3 refused by the gateway: its log and"
                + " 'agent tail' say why; 3 never sent: the gateway heard nothing of them");
  }

  @Test
  void what_the_job_refused_is_told_apart_from_what_the_gateway_refused() {
    assertThat(
            LedgerReport.explained(
                hour(60, 57, Map.of("unusable", "1", "refused", "2", "refused_because", "full"))))
        .isEqualTo(
            "2 refused by the gateway, the newest because of full: its log and 'agent tail' say why;"
                + " 1 refused by the job: see its dead letters below");
    assertThat(LedgerReport.explained(hour(60, 60, Map.of("doubtful", "3"))))
        .startsWith("3 stored, but from the future or the far past");
  }

  @Test
  void an_hour_told_before_its_end_says_so() {
    Row heartbeat = new Row(TEN.plusSeconds(600), Map.of("spool_batches", "0"));
    List<String> lines =
        new LedgerReport(List.of(hour(10, 9, Map.of("evicted", "1"))), Optional.of(heartbeat))
            .lines(TEN, TEN.plusSeconds(1));
    assertThat(lines.get(1)).contains("so far: 1 evicted");
  }

  @Test
  void a_loss_is_said_first() {
    assertThat(LedgerReport.explained(hour(60, 58, Map.of("unaccounted", "2"))))
        .startsWith("LOST: the gateway accepted 2 that never came");
  }

  @Test
  void an_hour_that_no_heartbeat_proves_yet_is_in_flight() {
    Row heartbeat = new Row(TEN.plusSeconds(600), Map.of("spool_batches", "7"));
    List<String> lines =
        new LedgerReport(List.of(), Optional.of(heartbeat)).lines(TEN, TEN.plusSeconds(1));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1))
        .startsWith("2026-03-01 10:00")
        .contains("in flight, or not yet", "2026-03-01T10:10:00Z", "7 batches waiting");
  }

  @Test
  void every_hour_of_the_range_has_a_line() {
    List<String> lines =
        new LedgerReport(List.of(hour(60, 60, Map.of())), Optional.empty())
            .lines(TEN.minusSeconds(1), TEN.plusSeconds(7200));
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2)).matches("2026-03-01 10:00 +60 +60 .*stored");
  }

  private static Row hour(long expected, long received, Map<String, String> more) {
    Map<String, String> values =
        new HashMap<>(Map.of("expected", "" + expected, "received", "" + received));
    for (String zero : List.of("late", "duplicate", "refused", "evicted", "unaccounted")) {
      values.put(zero, "0");
    }
    values.putAll(more);
    return new Row(TEN, values);
  }
}
