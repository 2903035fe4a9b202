package city.pulso.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.alert.Alerts;
import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.intake.AlertIntake;
import city.pulso.alerting.intake.IntakeConfig;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.notify.WebhookReceiver;
import city.pulso.alerting.route.Route;
import city.pulso.alerting.store.Database;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.RegistryEntry;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // fields are set before each test
class AlertingServerIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Clock CLOCK = Clock.fixed(Alerts.NOON, ZoneOffset.UTC);

  @TempDir private Path dir;
  private Mosquitto broker;
  private Mqtt5BlockingClient jobs;
  private WebhookReceiver receiver;
  private AlertingServer server;

  @BeforeEach
  void start() throws Exception {
    Assumptions.assumeTrue(
        Mosquitto.program().isPresent(), "mosquitto is not installed: apt-get install mosquitto");
    broker = Mosquitto.start(dir);
    receiver = new WebhookReceiver();
    jobs = client();
    server = alerting();
  }

  @AfterEach
  void stop() throws Exception {
    if (broker == null) {
      return;
    }
    server.close();
    receiver.close();
    broker.close();
  }

  @Test
  void an_alert_published_is_kept_shown_and_told() {
    publish(Alerts.inactive("h-1"));

    await().atMost(MINUTE).until(() -> server.status().notified() == 1);
    assertThat(receiver.taken()).containsExactly(Alerts.inactive("h-1").id() + "/1");
    assertThat(server.status().openAlerts()).isEqualTo(1);
  }

  @Test
  void an_alert_published_while_alerting_is_down_arrives_when_it_is_back() throws Exception {
    server.close();
    publish(Alerts.inactive("h-1"));
    publish(Alerts.inactive("h-2"));

    server = alerting();

    await().atMost(MINUTE).until(() -> server.status().notified() == 2);
    assertThat(server.status().openAlerts()).isEqualTo(2);
    assertThat(server.status().received()).isEqualTo(2);
  }

  @Test
  void an_alert_that_could_not_be_stored_comes_again_after_a_restart() throws Exception {
    server.close();
    try (Database database = Database.open(dir.resolve("data"))) {
      AlertBook failing =
          new AlertBook(
              database,
              CLOCK,
              (tx, change) -> {
                throw new IllegalStateException("disk full");
              });
      try (AlertIntake intake = AlertIntake.start(IntakeConfig.of(broker.uri()), failing)) {
        await().atMost(MINUTE).until(intake::connected);
        publish(Alerts.inactive("h-1"));
        await().atMost(MINUTE).until(() -> intake.storageFailures() >= 2);
      }
    }

    server = alerting();

    await().atMost(MINUTE).until(() -> server.status().notified() == 1);
    assertThat(server.status().openAlerts()).isEqualTo(1);
  }

  @Test
  void a_duplicate_is_ignored_and_a_clearing_is_told() {
    Alerts alert = Alerts.inactive("h-1");
    publish(alert);
    publish(alert);
    publish(alert.revision(2).cleared());
    publish(alert);

    await()
        .atMost(MINUTE)
        .until(() -> server.status().received() == 4 && server.status().notified() == 2);
    assertThat(server.status().ignored()).isEqualTo(2);
    assertThat(server.status().openAlerts()).isZero();
  }

  @Test
  void a_malformed_message_is_counted_once_and_never_comes_again() throws Exception {
    publish("pulso/v1/alert/person-inactive/h-1", "not protobuf", false);
    publish("pulso/v1/alert/person-inactive/h-1", "", false);
    publish("pulso/v1/state/air/st-1", "{nope", true);
    publish(Alerts.inactive("h-2"));
    await().atMost(MINUTE).until(() -> server.status().notified() == 1);
    assertThat(server.status().malformed()).isEqualTo(2);
    await()
        .atMost(MINUTE)
        .until(() -> server.status().statesMalformed() == 1 && server.status().received() == 3);
    server.close();

    server = alerting();
    publish(Alerts.inactive("h-3"));

    await()
        .atMost(MINUTE)
        .until(() -> server.status().received() > 0 && server.status().notified() == 1);
    assertThat(server.status().malformed()).isZero();
    assertThat(server.status().received()).isEqualTo(1);
  }

  @Test
  void retained_state_is_on_the_page_after_a_start() throws Exception {
    publish(
        Topics.state("parking", "z-1"),
        "{\"zone\":\"z-1\",\"name\":\"Parque Kennedy\",\"capacity\":30,\"free\":7,\"occupied\":23,"
            + "\"observedAtMs\":\""
            + Alerts.NOON.toEpochMilli()
            + "\"}",
        true);
    server.close();

    server = alerting();

    await().atMost(MINUTE).until(() -> server.status().states() == 1);
    assertThat(page()).contains("Parque Kennedy", "<b>7</b>");
  }

  @Test
  void what_the_registry_names_and_nobody_has_heard_is_on_the_page_as_not_heard() throws Exception {
    byte[] gateway =
        RegistryEntry.newBuilder()
            .setGateway(Gateway.newBuilder().setId("g-1"))
            .build()
            .toByteArray();
    jobs.publishWith()
        .topic(Topics.registry(RegistryEntry.EntryCase.GATEWAY, "g-1"))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(gateway)
        .retain(true)
        .send();
    await().atMost(MINUTE).until(() -> page().contains("no devices registered · not heard yet"));
    publish(Topics.status("g-1"), "{\"gateway\":\"g-1\",\"state\":\"online\"}", true);
    await().atMost(MINUTE).until(() -> page().contains("of 1 online"));
    publish(Topics.status("g-1"), "{nope", true);
    await().atMost(MINUTE).until(() -> server.status().statesMalformed() == 1);
  }

  @Test
  void a_broker_that_goes_and_comes_back_is_found_again() throws Exception {
    int port = broker.port();
    broker.close();
    await().atMost(MINUTE).until(() -> !server.status().connected());

    broker = Mosquitto.start(dir, port);

    await().atMost(MINUTE).until(() -> server.status().connected());
    jobs = client();
    publish(Alerts.inactive("h-1"));
    await().atMost(MINUTE).until(() -> server.status().notified() == 1);
  }

  private AlertingServer alerting() throws Exception {
    AlertingConfig config =
        AlertingConfig.local(dir.resolve("data"), broker.uri())
            .withReceivers(
                List.of(Receiver.Webhook.to("centre", receiver.uri())),
                List.of(Route.of(Audience.CAREGIVERS, "centre")));
    AlertingServer started = AlertingServer.start(config, CLOCK);
    await().atMost(MINUTE).until(() -> started.status().connected());
    return started;
  }

  private Mqtt5BlockingClient client() {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .serverHost("127.0.0.1")
            .serverPort(broker.port())
            .buildBlocking();
    client.connect();
    return client;
  }

  private void publish(Alerts alert) {
    jobs.publishWith()
        .topic(Topics.alert(alert.kind(), alert.subject()))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(alert.message().build().toByteArray())
        .send();
  }

  private void publish(String topic, String payload, boolean retain) {
    jobs.publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .retain(retain)
        .send();
  }

  private String page() throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .cookieHandler(new java.net.CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    String token = java.nio.file.Files.readString(server.tokenFile()).strip();
    URI uri = server.consoleUri().resolve("/?token=" + token);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
