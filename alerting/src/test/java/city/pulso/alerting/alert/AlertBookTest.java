package city.pulso.alerting.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.alerting.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // fields are set before each test
class AlertBookTest {
  private static final Clock CLOCK =
      Clock.fixed(Alerts.NOON.plus(Duration.ofHours(2)), ZoneOffset.UTC);

  @TempDir private Path dir;
  private final List<String> changes = new ArrayList<>();
  private Database database;
  private AlertBook book;

  @BeforeEach
  void open() throws Exception {
    database = Database.open(dir);
    book =
        new AlertBook(
            database,
            CLOCK,
            (tx, change) -> changes.add(change.event() + " " + change.alert().revision()));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  @Test
  void the_highest_revision_counts_in_whatever_order_revisions_arrive() {
    Alerts alert = Alerts.inactive("h-1");
    Alert opened = alert.build();
    Alert revised = alert.revision(2).parameter("limit_hours", "36").build();
    Alert cleared = alert.revision(3).cleared().build();
    for (List<Alert> order :
        List.of(
            List.of(opened, revised, cleared),
            List.of(cleared, revised, opened),
            List.of(revised, cleared, opened, revised),
            List.of(opened, cleared, cleared, revised, opened))) {
      String subject = "h-" + order.hashCode();
      order.forEach(a -> book.accept(about(subject, a)));

      TrackedAlert kept = book.find(about(subject, opened).id()).orElseThrow();
      assertThat(kept.alert()).isEqualTo(about(subject, cleared));
      assertThat(kept.isOpen()).isFalse();
    }
  }

  @Test
  void a_duplicate_changes_nothing_and_nobody_is_told_twice() {
    Alert alert = Alerts.inactive("h-1").build();
    assertThat(book.accept(alert)).isEqualTo(AlertBook.Acceptance.TAKEN);
    long version = book.version();

    assertThat(book.accept(alert)).isEqualTo(AlertBook.Acceptance.IGNORED);

    assertThat(book.version()).isEqualTo(version);
    assertThat(changes).containsExactly("OPENED 1");
  }

  @Test
  void a_severity_that_goes_up_and_down_escalates_once() {
    Alerts alert = Alerts.unhealthy("st-1").severity(Severity.WARNING);
    book.accept(alert.build());
    book.accept(alert.revision(2).severity(Severity.CRITICAL).build());
    book.accept(alert.revision(3).severity(Severity.WARNING).build());
    book.accept(alert.revision(4).severity(Severity.CRITICAL).build());

    assertThat(changes).containsExactly("OPENED 1", "ESCALATED 2");
  }

  @Test
  void an_alert_that_is_part_of_an_incident_is_told_to_nobody_and_shown_under_it() {
    Alerts city = Alerts.of("air-city-wide", Audience.PUBLIC);
    Alerts station = Alerts.unhealthy("st-1");
    book.accept(city.build());
    book.accept(station.partOf(city.id()));
    book.accept(station.revision(2).severity(Severity.CRITICAL).partOf(city.id()));

    assertThat(changes).as("only the incident").containsExactly("OPENED 1");
    assertThat(book.open(10)).extracting(t -> t.alert().id()).containsExactly(city.id());
    assertThat(book.openCount()).isEqualTo(1);
    assertThat(book.parts(city.id(), 10))
        .extracting(t -> t.alert().id())
        .containsExactly(station.id());
    assertThat(book.audit(station.id()))
        .last()
        .satisfies(entry -> assertThat(entry.detail()).contains("part of " + city.id()));

    book.accept(city.revision(2).cleared().build());
    assertThat(book.open(10))
        .as("nobody else shows it now")
        .extracting(t -> t.alert().id())
        .containsExactly(station.id());
    book.accept(station.revision(3).severity(Severity.CRITICAL).build());
    assertThat(changes).containsExactly("OPENED 1", "CLEARED 2", "SEPARATED 3");
  }

  @Test
  void a_second_clearing_is_recorded_but_not_announced() {
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    book.accept(alert.revision(2).cleared().build());
    book.accept(alert.revision(3).cleared().build());

    assertThat(changes).containsExactly("OPENED 1", "CLEARED 2");
  }

  @Test
  void an_acknowledged_alert_stays_open_and_stays_with_whoever_was_first() {
    Alert alert = Alerts.inactive("h-1").build();
    book.accept(alert);

    assertThat(book.acknowledge(alert.id(), " Rosa\n")).isEqualTo(AlertBook.Answer.ACKNOWLEDGED);
    assertThat(book.acknowledge(alert.id(), "Minjun")).isEqualTo(AlertBook.Answer.ALREADY);

    TrackedAlert kept = book.find(alert.id()).orElseThrow();
    assertThat(kept.isOpen()).isTrue();
    assertThat(kept.state())
        .isEqualTo(new AlertState.Acknowledged(Alerts.NOON, "Rosa", CLOCK.instant()));
    assertThat(book.audit(alert.id()))
        .extracting(entry -> entry.what() + " by " + entry.who())
        .containsExactly("opened by pulso", "acknowledged by Rosa");
  }

  @Test
  void what_is_over_or_unknown_cannot_be_acknowledged_and_a_name_is_needed() {
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    book.accept(alert.revision(2).cleared().build());

    assertThat(book.acknowledge(alert.id(), "Rosa")).isEqualTo(AlertBook.Answer.CLEARED);
    assertThat(book.acknowledge("no/such/1", "Rosa")).isEqualTo(AlertBook.Answer.UNKNOWN);
    assertThatThrownBy(() -> book.acknowledge(alert.id(), " \t"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_alert_that_late_data_reopens_fires_again_for_everybody() {
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    book.acknowledge(alert.id(), "Rosa");
    book.accept(alert.revision(2).cleared().build());
    book.accept(alert.revision(3).build());

    assertThat(book.find(alert.id()).orElseThrow().state()).isInstanceOf(AlertState.Firing.class);
    assertThat(changes).containsExactly("OPENED 1", "CLEARED 2", "OPENED 3");
  }

  @Test
  void only_the_alert_opened_last_about_a_subject_is_open() {
    Alerts first = Alerts.inactive("h-1");
    Alerts second = first.openedAt(Alerts.NOON.plus(Duration.ofHours(1)));
    book.accept(first.build());
    book.accept(second.build());

    assertThat(book.open(10)).extracting(t -> t.alert().id()).containsExactly(second.id());
    assertThat(book.audit(first.id())).extracting(AuditEntry::what).contains("superseded");
  }

  @Test
  void an_older_alert_that_arrives_late_does_not_open_beside_the_newer_one() {
    Alerts first = Alerts.inactive("h-1");
    Alerts second = first.openedAt(Alerts.NOON.plus(Duration.ofHours(1)));
    book.accept(second.build());
    book.accept(first.build());

    assertThat(book.open(10)).extracting(t -> t.alert().id()).containsExactly(second.id());
    assertThat(changes).containsExactly("OPENED 1", "CLEARED 1");
  }

  @Test
  void everything_is_there_again_after_a_restart() throws Exception {
    Alert alert = Alerts.inactive("h-1").build();
    book.accept(alert);
    book.acknowledge(alert.id(), "김민준");
    TrackedAlert before = book.find(alert.id()).orElseThrow();
    database.close();

    open();

    assertThat(book.find(alert.id())).contains(before);
    assertThat(book.openCount()).isEqualTo(1);
  }

  @Test
  void a_follower_that_fails_undoes_the_change() {
    AlertBook failing =
        new AlertBook(
            database,
            CLOCK,
            (tx, change) -> {
              throw new IllegalStateException("no room");
            });
    Alert alert = Alerts.inactive("h-1").build();

    assertThatThrownBy(() -> failing.accept(alert)).hasMessageContaining("no room");

    assertThat(book.find(alert.id())).isEmpty();
    assertThat(book.accept(alert)).isEqualTo(AlertBook.Acceptance.TAKEN);
  }

  @Test
  void a_second_process_is_kept_out() {
    assertThatThrownBy(() -> Database.open(dir)).hasMessageContaining("in use");
  }

  @Test
  void the_worst_comes_first_then_the_oldest() {
    book.accept(Alerts.unhealthy("st-1").build());
    book.accept(Alerts.inactive("h-2").openedAt(Alerts.NOON.plusSeconds(60)).build());
    book.accept(Alerts.inactive("h-1").build());

    assertThat(book.open(10))
        .extracting(t -> t.alert().subject())
        .containsExactly("h-1", "h-2", "st-1");
    assertThat(book.open(2)).hasSize(2);
  }

  private static Alert about(String subject, Alert a) {
    Alerts story =
        new Alerts(
            a.kind(),
            subject,
            a.open(),
            a.revision(),
            a.severity(),
            a.audience(),
            a.openedAt(),
            a.parameters());
    return story.build();
  }
}
