package city.pulso.jobs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Severity;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private static final Alert CONTENT =
      Alert.newBuilder()
          .setKind("k")
          .setSubject("s")
          .setSeverity(Severity.WARNING)
          .setMessageKey("k")
          .build();

  private final AlertBook book = new AlertBook(null);

  @Test
  void an_open_alert_is_opened_once() {
    assertThat(book.open(CONTENT, 100, 120)).get().extracting(Alert::getId).isEqualTo("k/s/100");
    assertThat(book.open(CONTENT, 100, 130)).isEmpty();
    assertThat(book.open(CONTENT, 200, 230)).isEmpty();
  }

  @Test
  void a_change_of_severity_is_a_new_revision_of_the_same_alert() {
    book.open(CONTENT, 100, 120);
    Alert worse = CONTENT.toBuilder().setSeverity(Severity.CRITICAL).build();
    Alert revised = book.open(worse, 150, 160).orElseThrow();
    assertThat(revised.getId()).isEqualTo("k/s/100");
    assertThat(revised.getRevision()).isEqualTo(2);
    assertThat(revised.getUpdatedAtMs()).isEqualTo(160);
  }

  @Test
  void only_an_open_alert_is_cleared() {
    assertThat(book.clear("gone", 90)).isEmpty();
    book.open(CONTENT, 100, 120);
    Alert cleared = book.clear("gone", 200).orElseThrow();
    assertThat(cleared.getStatus()).isEqualTo(AlertStatus.CLEARED);
    assertThat(cleared.getRevision()).isEqualTo(2);
    assertThat(book.clear("gone", 210)).isEmpty();
  }

  @Test
  void the_same_alert_recomputed_goes_on_counting_and_another_one_begins_anew() {
    book.open(CONTENT, 100, 120);
    book.clear("late-data", 130);
    assertThat(book.open(CONTENT, 100, 140).orElseThrow().getRevision()).isEqualTo(3);
    book.clear("gone", 150);
    assertThat(book.open(CONTENT, 300, 310).orElseThrow().getRevision()).isEqualTo(1);
  }

  @Test
  void the_book_goes_on_where_its_state_was_kept() {
    book.open(CONTENT, 100, 120);
    AlertBook restored = new AlertBook(book.last());
    assertThat(restored.open(CONTENT, 100, 130)).isEmpty();
    assertThat(restored.changed()).isFalse();
    assertThat(restored.clear("gone", 140)).isPresent();
  }
}
