package city.pulso.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.alert.Alerts;
import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.alert.AuditEntry;
import city.pulso.alerting.alert.Severity;
import city.pulso.alerting.notify.webhook.WebhookChannel;
import city.pulso.alerting.route.Route;
import city.pulso.alerting.route.Router;
import city.pulso.alerting.store.Database;
import city.pulso.alerting.text.Language;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // fields are set before each test
class NotifierTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Clock CLOCK = Clock.fixed(Alerts.NOON, ZoneOffset.UTC);
  private static final RetryPolicy PATIENT =
      new RetryPolicy(1_000, Duration.ofMillis(20), Duration.ofMillis(50));

  @TempDir private Path dir;
  private WebhookReceiver receiver;
  private Database database;
  private Notifier notifier;
  private AlertBook book;

  @BeforeEach
  void serve() throws Exception {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void stop() throws Exception {
    if (database != null) {
      notifier.close();
      database.close();
    }
    receiver.close();
  }

  @Test
  void opening_escalating_and_clearing_are_told_in_order() throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    Alerts alert = Alerts.inactive("h-1").severity(Severity.WARNING);
    book.accept(alert.build());
    book.accept(alert.revision(2).build());
    book.accept(alert.revision(3).severity(Severity.CRITICAL).build());
    book.accept(alert.revision(4).cleared().build());

    await().atMost(MINUTE).untilAsserted(() -> assertThat(notifier.notified()).isEqualTo(3));
    assertThat(receiver.taken())
        .containsExactly(alert.id() + "/1", alert.id() + "/3", alert.id() + "/4");
    assertThat(bodies().map(b -> b.path("event").asText()))
        .containsExactly("opened", "escalated", "cleared");
    assertThat(notifier.pending()).isZero();
  }

  @Test
  void what_goes_on_without_its_incident_opens_for_those_who_have_not_heard_of_it()
      throws Exception {
    start(PATIENT, Route.of(Audience.PUBLIC, "centre"));
    Alerts unheard = Alerts.unhealthy("st-1");
    Alerts heard = Alerts.unhealthy("st-2");
    book.accept(heard.build());
    for (Alerts station : List.of(unheard, heard)) {
      book.accept(station.revision(2).partOf("air-city-wide/city/1"));
      book.accept(station.revision(3).build());
      book.accept(station.revision(4).cleared().build());
    }

    await().atMost(MINUTE).untilAsserted(() -> assertThat(notifier.notified()).isEqualTo(4));
    assertThat(receiver.taken())
        .as("each alert in its order; between alerts there is none")
        .containsExactlyInAnyOrder(
            heard.id() + "/1", unheard.id() + "/3", unheard.id() + "/4", heard.id() + "/4")
        .containsSubsequence(heard.id() + "/1", heard.id() + "/4")
        .containsSubsequence(unheard.id() + "/3", unheard.id() + "/4");
  }

  @Test
  void the_body_says_everything_in_the_language_of_the_receiver() throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    book.accept(Alerts.inactive("h-1").build());

    await().atMost(MINUTE).until(() -> notifier.notified() == 1);
    JsonNode body = bodies().findFirst().orElseThrow();
    assertThat(body.path("id").asText()).isEqualTo(Alerts.inactive("h-1").id());
    assertThat(body.path("severity").asText()).isEqualTo("critical");
    assertThat(body.path("openedAt").asText()).isEqualTo("2026-11-20T17:00:00Z");
    assertThat(body.path("evidence").path(0).path("value").asDouble()).isEqualTo(27.25);
    assertThat(body.path("evidence").path(0).path("unit").asText()).isEqualTo("h");
    assertThat(body.path("title").asText()).isEqualTo("Sin actividad en el hogar h-1");
    assertThat(body.path("text").asText()).contains("24 h");
  }

  @Test
  void a_receiver_that_fails_is_tried_until_it_takes_it() throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    receiver.answer(503);
    book.accept(Alerts.inactive("h-1").build());
    await().atMost(MINUTE).until(() -> receiver.requests().size() >= 3);
    receiver.answer(200);

    await().atMost(MINUTE).until(() -> notifier.notified() == 1);
    assertThat(receiver.taken()).hasSize(1);
    assertThat(receiver.requests().stream().map(WebhookReceiver.Request::idempotencyKey))
        .as("one key for all attempts")
        .containsOnly(Alerts.inactive("h-1").id() + "/1");
    assertThat(book.audit(Alerts.inactive("h-1").id()))
        .extracting(AuditEntry::what)
        .contains("attempt-failed", "notified");
  }

  @Test
  void what_was_committed_but_not_sent_is_sent_after_a_crash() throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    receiver.answer(500);
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    await().atMost(MINUTE).until(() -> receiver.requests().size() >= 2);
    notifier.close();
    database.close();
    assertThat(receiver.taken()).isEmpty();
    receiver.answer(200);

    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));

    await().atMost(MINUTE).until(() -> notifier.notified() == 1);
    assertThat(receiver.taken()).containsExactly(alert.id() + "/1");
    assertThat(notifier.pending()).isZero();
  }

  @Test
  void attempts_are_bounded_and_counted_across_restarts() throws Exception {
    RetryPolicy three = new RetryPolicy(3, Duration.ofMillis(10), Duration.ofMillis(10));
    start(three, Route.of(Audience.CAREGIVERS, "centre"));
    receiver.answer(500);
    book.accept(Alerts.inactive("h-1").build());

    await().atMost(MINUTE).until(() -> notifier.failed() == 1);
    assertThat(receiver.requests()).hasSize(3);
    assertThat(notifier.pending()).isZero();
    assertThat(notifier.retried()).isEqualTo(2);
  }

  @Test
  void a_refusal_is_not_tried_again_and_its_clearing_is_told_to_nobody() throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    receiver.answer(404);
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    await().atMost(MINUTE).until(() -> notifier.failed() == 1);
    receiver.answer(200);

    book.accept(alert.revision(2).cleared().build());
    book.accept(Alerts.inactive("h-2").build());

    await().atMost(MINUTE).until(() -> notifier.notified() == 1);
    assertThat(receiver.taken()).containsExactly(Alerts.inactive("h-2").id() + "/1");
  }

  @Test
  void a_clearing_goes_to_those_who_were_told_also_when_it_overtakes_the_opening()
      throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    receiver.answer(503);
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    book.accept(alert.revision(2).cleared().build());
    await().atMost(MINUTE).until(() -> receiver.requests().size() >= 2);
    assertThat(receiver.requests().stream().map(WebhookReceiver.Request::idempotencyKey))
        .as("the clearing waits for the opening")
        .containsOnly(alert.id() + "/1");
    receiver.answer(200);

    await().atMost(MINUTE).until(() -> notifier.notified() == 2);
    assertThat(receiver.taken()).containsExactly(alert.id() + "/1", alert.id() + "/2");
  }

  @Test
  void a_fault_of_a_gateway_never_notifies_caregivers() throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    book.accept(Alerts.of("gateway-offline", Audience.CAREGIVERS).build());
    book.accept(Alerts.of("gateway-offline", Audience.OPERATORS).revision(2).build());
    book.accept(Alerts.inactive("h-1").build());

    await().atMost(MINUTE).until(() -> notifier.notified() == 1);
    assertThat(receiver.taken()).containsExactly(Alerts.inactive("h-1").id() + "/1");
    assertThat(notifier.pending()).isZero();
  }

  @Test
  void a_secret_travels_in_its_header_and_stands_nowhere_else() throws Exception {
    Path token = Files.writeString(dir.resolve("token"), "s3cret\n");
    Receiver.Webhook hook =
        new Receiver.Webhook("centre", null, receiver.uri(), token, Duration.ofSeconds(5));
    start(PATIENT, hook, Route.of(Audience.CAREGIVERS, "centre"));
    book.accept(Alerts.inactive("h-1").build());

    await().atMost(MINUTE).until(() -> notifier.notified() == 1);
    assertThat(receiver.requests().get(0).authorization()).isEqualTo("Bearer s3cret");
    assertThat(hook.toString()).doesNotContain("s3cret");
    assertThat(receiver.requests().get(0).body()).doesNotContain("s3cret");
  }

  @Test
  void what_is_addressed_to_a_receiver_no_longer_configured_is_given_up_and_counted()
      throws Exception {
    start(PATIENT, Route.of(Audience.CAREGIVERS, "centre"));
    receiver.answer(500);
    book.accept(Alerts.inactive("h-1").build());
    await().atMost(MINUTE).until(() -> !receiver.requests().isEmpty());
    notifier.close();
    database.close();

    start(
        PATIENT, Receiver.Webhook.to("other", receiver.uri()), Route.of(Audience.PUBLIC, "other"));

    assertThat(notifier.failed()).isEqualTo(1);
    assertThat(notifier.pending()).isZero();
  }

  @Test
  void waiting_doubles_up_to_the_longest() {
    RetryPolicy policy = new RetryPolicy(99, Duration.ofSeconds(1), Duration.ofMinutes(5));
    assertThat(List.of(1, 2, 3, 9, 10, 2_000_000_000).stream().map(policy::after))
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(256),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5));
  }

  private void start(RetryPolicy retry, Route route) throws Exception {
    start(retry, Receiver.Webhook.to("centre", receiver.uri()), route);
  }

  private void start(RetryPolicy retry, Receiver.Webhook hook, Route route) throws Exception {
    database = Database.open(dir);
    notifier =
        new Notifier(
            database,
            CLOCK,
            new Router(List.of(route)),
            Map.of(hook, new WebhookChannel(hook)),
            retry,
            new Notifier.Style("Lima", ZoneId.of("America/Lima"), Language.SPANISH));
    book = new AlertBook(database, CLOCK, notifier);
    notifier.start();
  }

  private java.util.stream.Stream<JsonNode> bodies() {
    ObjectMapper json = new ObjectMapper();
    return receiver.requests().stream()
        .map(
            request -> {
              try {
                return json.readTree(request.body());
              } catch (java.io.IOException notJson) {
                throw new AssertionError(request.body(), notJson);
              }
            });
  }
}
