package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.standalone.rows.StoredRows.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissingNumbersTest {
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
  private static final Optional<Row> HEARTBEAT =
      Optional.of(new Row(TEN.plusSeconds(7200), Map.of("spool_batches", "0")));

  private final List<Row> stored = new ArrayList<>();
  private final List<Row> told = new ArrayList<>();
  private final List<Row> letters = new ArrayList<>();

  @Test
  void the_missing_number_is_named_with_the_moments_around_it() {
    store(41, 43, 44);
    hour(Map.of("expected", "4", "received", "3"));
    assertThat(lines())
        .containsExactly(
            "no. 42, made between 2026-03-01T10:41:00Z and 2026-03-01T10:43:00Z: never sent, the"
                + " gateway heard nothing of it",
            "1 of the device's own numbers missing between those stored");
  }

  @Test
  void each_cause_is_said_where_it_is_the_only_one() {
    store(41, 43);
    hour(Map.of("expected", "3", "received", "2", "evicted", "1"));
    assertThat(lines().get(0)).contains(": evicted, the gateway's disk budget");
    hour(Map.of("expected", "3", "received", "2", "refused", "1", "refused_because", "bad_value"));
    assertThat(lines().get(0))
        .endsWith(": refused by the gateway, the newest because of bad_value");
    hour(Map.of("expected", "3", "received", "2", "unaccounted", "1"));
    assertThat(lines().get(0)).endsWith(": LOST on the way");
  }

  @Test
  void causes_that_the_hour_cannot_tell_apart_are_all_named() {
    store(41, 45);
    hour(Map.of("expected", "5", "received", "2", "refused", "1", "evicted", "1"));
    assertThat(lines().get(0))
        .startsWith("nos. 42 to 44")
        .contains("one of these", "evicted", "(1)", "refused by the gateway", "never sent");
  }

  @Test
  void one_refusal_does_not_explain_two_missing_numbers() {
    store(41, 43, 45);
    hour(Map.of("expected", "5", "received", "60", "refused", "1"));
    assertThat(lines().get(0)).contains("one of these", "refused by the gateway (1)", "never sent");
  }

  @Test
  void a_number_the_job_refused_is_told_with_its_reason() {
    store(41, 43);
    letters.add(new Row(TEN, Map.of("device_sequence", "42", "reason", "readings[0].body: none")));
    hour(Map.of("expected", "3", "received", "2", "unusable", "1"));
    assertThat(lines().get(0)).endsWith(": no. 42 refused by the job: readings[0].body: none");
  }

  @Test
  void what_no_heartbeat_proves_is_in_flight() {
    store(41, 43);
    Optional<Row> early = Optional.of(new Row(TEN, Map.of("spool_batches", "7")));
    assertThat(new MissingNumbers(stored, told, letters, early).lines().get(0))
        .contains("in flight, or not yet proven");
  }

  @Test
  void numbers_out_of_order_and_a_device_that_counts_anew_are_no_gaps() {
    store(41, 42);
    stored.add(row(44, 2600));
    stored.add(row(43, 2650));
    stored.add(row(0, 2700));
    stored.add(row(1, 2710));
    stored.add(row(90_000, 2720));
    assertThat(lines())
        .containsExactly("of the device's own numbers none is missing between those stored");
  }

  @Test
  void a_device_without_numbers_is_said_to_have_none() {
    stored.add(new Row(TEN, Map.of("pm2_5_ugm3", "3")));
    assertThat(lines().get(0)).contains("does not number its readings");
  }

  private List<String> lines() {
    return new MissingNumbers(stored, told, letters, HEARTBEAT).lines();
  }

  private void hour(Map<String, String> values) {
    told.clear();
    told.add(new Row(TEN, values));
  }

  /** One a minute, in the minute of its number. */
  private void store(long... numbers) {
    for (long number : numbers) {
      stored.add(row(number, number * 60));
    }
  }

  private static Row row(long number, long seconds) {
    return new Row(TEN.plusSeconds(seconds), Map.of("device_sequence", "" + number));
  }
}
