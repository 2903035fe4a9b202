package city.pulso.jobs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.ingest.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeviceBookTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = 60 * MINUTE;
  private static final int EVERY_MINUTE = 60;
  private static final long SPOOL = 77;

  private final TreeMap<Long, HourCount> kept = new TreeMap<>();
  private final List<HourRow> told = new ArrayList<>();
  private @Nullable Account account;
  private long beyond;

  @Test
  void a_complete_hour_has_as_many_as_expected_and_nothing_unaccounted() throws Exception {
    for (int minute = 0; minute < 60; minute++) {
      reading(T0 + minute * MINUTE, null);
    }
    heartbeat(T0 + HOUR + 1, 60, 0, 0);

    assertThat(told)
        .containsExactly(new HourRow(T0, 60L, new HourCount(0, 60, 0, 0, 0, 0, 0, 0, ""), 0));
  }

  @Test
  void an_hour_is_not_told_before_a_heartbeat_proves_it() throws Exception {
    reading(T0, null);
    reading(T0 + 2 * HOUR, null);
    assertThat(told).isEmpty();
    heartbeat(T0 + HOUR - 1, 2, 0, 0);
    assertThat(told).isEmpty();
    heartbeat(T0 + HOUR, 2, 0, 0);
    assertThat(told).extracting(HourRow::hourMs).containsExactly(T0);
  }

  @Test
  void a_silent_device_is_told_hour_by_hour_with_nothing_received() throws Exception {
    heartbeat(T0, 0, 0, 0);
    heartbeat(T0 + 3 * HOUR, 0, 0, 0);

    assertThat(told).extracting(HourRow::hourMs).containsExactly(T0, T0 + HOUR, T0 + 2 * HOUR);
    assertThat(told).extracting(HourRow::expected).containsOnly(60L);
    assertThat(told).extracting(row -> row.count().received()).containsOnly(0);
  }

  @Test
  void of_a_silence_of_weeks_the_last_seven_days_are_told() throws Exception {
    heartbeat(T0, 0, 0, 0);
    heartbeat(T0 + Duration.ofDays(30).toMillis(), 0, 0, 0);
    assertThat(told).hasSize(7 * 24);
  }

  @Test
  void a_hole_in_the_devices_own_numbers_is_expected_where_it_must_have_been_made()
      throws Exception {
    reading(T0 + 50 * MINUTE, 10L);
    reading(T0 + 70 * MINUTE, 14L); // 11 and 12 by 11:00, 13 after it
    heartbeat(T0 + 2 * HOUR, 2, 0, 0);

    assertThat(told).extracting(HourRow::expected).containsExactly(2L, 3L);
    assertThat(told).extracting(row -> row.count().received()).containsExactly(1, 1);
  }

  @Test
  void a_device_that_starts_anew_has_no_hole() throws Exception {
    reading(T0, 500L);
    reading(T0 + MINUTE, 0L);
    reading(T0 + 2 * MINUTE, 1L);
    reading(T0 + 3 * MINUTE, 40_000L);
    heartbeat(T0 + HOUR, 4, 0, 0);
    assertThat(told.get(0).expected()).isEqualTo(4);
  }

  @Test
  void numbers_out_of_order_are_expected_once() throws Exception {
    reading(T0, 5L);
    reading(T0 + 2 * MINUTE, 7L);
    reading(T0 + MINUTE, 6L);
    heartbeat(T0 + HOUR, 3, 0, 0);
    assertThat(told.get(0).expected()).isEqualTo(3);
    assertThat(told.get(0).count().received()).isEqualTo(3);
  }

  @Test
  void what_comes_late_changes_the_hour_and_says_so() throws Exception {
    reading(T0, null);
    heartbeat(T0 + HOUR, 1, 0, 0);
    reading(T0 + MINUTE, null);
    heartbeat(T0 + HOUR + MINUTE, 2, 0, 0);

    assertThat(told).hasSize(2);
    assertThat(told.get(1).hourMs()).isEqualTo(T0);
    assertThat(told.get(1).count()).isEqualTo(new HourCount(0, 2, 1, 0, 0, 0, 0, 0, ""));
  }

  @Test
  void what_comes_later_than_hours_are_kept_is_counted_apart() throws Exception {
    heartbeat(T0, 0, 0, 0);
    heartbeat(T0 + 60 * HOUR, 0, 0, 0);
    reading(T0 + MINUTE, null);
    assertThat(beyond).isEqualTo(1);
    assertThat(kept).isEmpty();
  }

  @Test
  void repeated_refused_and_evicted_are_told_apart() throws Exception {
    reading(T0, null);
    deliverReading(Origin.reading(SPOOL, true), T0, null);
    heartbeat(T0 + MINUTE, 4, 2, 3);
    heartbeat(T0 + 2 * MINUTE, 4, 5, 3);
    heartbeat(T0 + HOUR, 4, 5, 3);

    assertThat(told).as("as soon as something is missing, and at the end").hasSize(3);
    assertThat(told).extracting(HourRow::hourMs).containsOnly(T0);
    HourCount count = told.get(2).count();
    assertThat(count.duplicate()).isEqualTo(1);
    assertThat(count.refused()).isEqualTo(5);
    assertThat(count.evicted()).isEqualTo(3);
    assertThat(told.get(2).unaccounted()).isZero();
  }

  @Test
  void an_hour_in_which_something_is_missing_is_told_as_far_as_it_goes() throws Exception {
    reading(T0, 1L);
    reading(T0 + 3 * MINUTE, 4L);
    heartbeat(T0 + 4 * MINUTE, 2, 0, 0);
    heartbeat(T0 + 5 * MINUTE, 2, 0, 0);

    assertThat(told).as("once, not with every heartbeat").hasSize(1);
    assertThat(told.get(0).expected()).isEqualTo(4);
    assertThat(told.get(0).count().received()).isEqualTo(2);
  }

  @Test
  void what_is_due_of_an_hour_that_goes_on_is_due_so_far() throws Exception {
    reading(T0, null);
    heartbeat(T0 + 10 * MINUTE, 1, 1, 0);
    heartbeat(T0 + 12 * MINUTE, 1, 2, 0);
    assertThat(told).extracting(HourRow::expected).containsExactly(10L, 12L);
  }

  @Test
  void what_the_job_could_not_use_is_refused_and_not_lost() throws Exception {
    reading(T0, 1L);
    deliverReading(Origin.unusable(SPOOL), T0 + MINUTE, 2L);
    heartbeat(T0 + HOUR, 2, 0, 0);

    HourRow row = told.get(told.size() - 1);
    assertThat(row.count().unusable()).isEqualTo(1);
    assertThat(row.count().received()).isEqualTo(1);
    assertThat(row.expected()).isEqualTo(2);
    assertThat(row.unaccounted()).isZero();
  }

  @Test
  void readings_from_the_future_are_received_and_said_to_be_doubtful() throws Exception {
    DeviceBook book = new DeviceBook(account, hours(), T0);
    book.reading(Origin.reading(SPOOL, false), T0 + 30 * MINUTE, null, true);
    account = book.account();
    heartbeat(T0 + HOUR, 1, 0, 0);
    assertThat(told.get(0).count().received()).isEqualTo(1);
    assertThat(told.get(0).count().doubtful()).isEqualTo(1);
    assertThat(told.get(0).unaccounted()).isZero();
  }

  @Test
  void the_reason_of_the_newest_refusal_is_kept_with_the_hour() throws Exception {
    heartbeat(T0, 0, 0, 0);
    deliver(T0 + MINUTE, new Origin(SPOOL, false, false, 0, 2, 0, 1, 1, false, "bad_value"));
    deliver(T0 + HOUR, new Origin(SPOOL, false, false, 0, 2, 0, 1, 1, false, "bad_value"));
    assertThat(told).extracting(row -> row.count().refusedBecause()).containsOnly("bad_value");
    assertThat(told).extracting(row -> row.count().refused()).containsOnly(2);
  }

  @Test
  void refusals_of_an_agent_that_started_again_are_added() throws Exception {
    heartbeat(T0, 0, 0, 0);
    heartbeat(T0 + MINUTE, 0, 4, 0);
    deliver(T0 + 2 * MINUTE, new Origin(SPOOL, false, false, 0, 3, 0, 2, 1, false, ""));
    deliver(T0 + HOUR, new Origin(SPOOL, false, false, 0, 3, 0, 2, 1, false, ""));
    assertThat(told.get(told.size() - 1).count().refused()).isEqualTo(7);
  }

  @Test
  void what_the_gateway_accepted_and_never_came_is_a_loss() throws Exception {
    reading(T0, null);
    heartbeat(T0 + MINUTE, 3, 0, 0);
    heartbeat(T0 + HOUR, 3, 0, 0);
    assertThat(told.get(0).unaccounted()).isEqualTo(2);
  }

  @Test
  void what_was_receipted_before_this_job_knew_the_device_is_none() throws Exception {
    reading(T0, null);
    deliver(T0 + MINUTE, new Origin(SPOOL, false, false, 1_001, 0, 0, 1, 40, false, ""));
    deliver(T0 + HOUR, new Origin(SPOOL, false, false, 1_003, 0, 0, 1, 60, false, ""));
    deliver(T0 + 2 * HOUR, new Origin(SPOOL, false, false, 1_003, 0, 0, 1, 80, false, ""));
    assertThat(told.get(1).unaccounted()).isEqualTo(2);
  }

  @Test
  void a_new_spool_counts_from_its_own_beginning() throws Exception {
    reading(T0, null);
    heartbeat(T0 + MINUTE, 1, 0, 0);
    deliverReading(Origin.reading(88, false), T0 + 2 * MINUTE, null);
    deliver(T0 + 3 * MINUTE, new Origin(88, false, false, 1, 0, 0, 2, 1, false, ""));
    deliver(T0 + HOUR, new Origin(88, false, false, 1, 0, 0, 2, 1, false, ""));
    assertThat(told.get(0).unaccounted()).isZero();
    assertThat(told.get(0).count().received()).isEqualTo(2);
  }

  @Test
  void what_a_new_spool_salvaged_is_repeated_and_no_loss_of_it() throws Exception {
    reading(T0, null);
    heartbeat(T0 + MINUTE, 1, 0, 0);
    // The gateway saved it from the damaged spool: the new one counts it as accepted too.
    Origin again = new Origin(88, true, true, 0, 0, 0, 0, 0, false, "");
    deliverReading(again, T0, null);
    deliverReading(Origin.reading(88, false), T0 + 2 * MINUTE, null);
    deliver(T0 + 3 * MINUTE, new Origin(88, false, false, 2, 0, 0, 2, 1, false, ""));
    deliver(T0 + HOUR, new Origin(88, false, false, 2, 0, 0, 2, 1, false, ""));

    HourRow row = told.get(told.size() - 1);
    assertThat(row.unaccounted()).isZero();
    assertThat(row.count().received()).isEqualTo(2);
    assertThat(row.count().duplicate()).isEqualTo(1);
  }

  @Test
  void without_numbers_and_interval_nothing_is_expected() throws Exception {
    reading(T0, null);
    DeviceBook book = new DeviceBook(account, hours(), T0);
    List<HourRow> rows =
        book.heartbeat(new Origin(SPOOL, false, false, 1, 0, 0, 1, 1, false, ""), T0 + HOUR, 0);
    assertThat(rows.get(0).expected()).isNull();
  }

  private void reading(long atMs, @Nullable Long number) throws Exception {
    deliverReading(Origin.reading(SPOOL, false), atMs, number);
  }

  private void deliverReading(Origin origin, long atMs, @Nullable Long number) throws Exception {
    DeviceBook book = new DeviceBook(account, hours(), atMs);
    book.reading(origin, atMs, number, false);
    account = book.account();
    beyond += book.beyond();
  }

  private void heartbeat(long atMs, long accepted, long refused, long evicted) throws Exception {
    deliver(atMs, new Origin(SPOOL, false, false, accepted, refused, evicted, 1, 1, false, ""));
  }

  private void deliver(long atMs, Origin origin) throws Exception {
    DeviceBook book = new DeviceBook(account, hours(), atMs);
    told.addAll(book.heartbeat(origin, atMs, EVERY_MINUTE));
    account = book.account();
  }

  private Hours hours() {
    return new Hours() {
      @Override
      public @Nullable HourCount get(long hourMs) {
        return kept.get(hourMs);
      }

      @Override
      public void put(long hourMs, HourCount count) {
        kept.put(hourMs, count);
      }

      @Override
      public void forgetBefore(long hourMs) {
        kept.headMap(hourMs).clear();
      }
    };
  }
}
