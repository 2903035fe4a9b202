package city.pulso.alerting.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.alerting.alert.Alerts;
import city.pulso.alerting.alert.Change;
import city.pulso.alerting.notify.Delivery;
import city.pulso.alerting.notify.Notification;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.text.Language;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // fields are set before each test
class MailChannelTest {
  private GreenMail mail;

  @BeforeEach
  void serve() {
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
  }

  @AfterEach
  void stop() {
    mail.stop();
  }

  @Test
  void an_alert_arrives_as_plain_text_in_the_language_of_the_receiver() throws Exception {
    MailChannel channel = new MailChannel(receiver(server(), null, null));

    assertThat(channel.deliver(opened(Language.SPANISH))).isInstanceOf(Delivery.Taken.class);

    MimeMessage message = mail.getReceivedMessages()[0];
    assertThat(message.getSubject()).isEqualTo("[Lima] Nueva: Sin actividad en el hogar h-1");
    assertThat(message.getContentType()).startsWith("text/plain").containsIgnoringCase("utf-8");
    String text = (String) message.getContent();
    assertThat(text)
        .contains("Gravedad: Crítica")
        .contains("20 nov")
        .containsPattern(
            "Sin actividad conocida desde hace \\(el vie 20 nov\\.?, 12:00\\): 27 h 15 min")
        .contains(Alerts.inactive("h-1").id() + "/1");
    assertThat(message.getFrom()[0]).hasToString("pulso@example.org");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
  }

  @Test
  void korean_arrives_unharmed() throws Exception {
    new MailChannel(receiver(server(), null, null)).deliver(opened(Language.KOREAN));

    MimeMessage message = mail.getReceivedMessages()[0];
    assertThat(message.getSubject()).isEqualTo("[Lima] 발생: 가구 h-1 활동 없음");
    assertThat((String) message.getContent()).contains("먼저 전화하고");
  }

  @Test
  void a_repeated_attempt_has_the_same_message_id_and_a_clearing_answers_the_opening()
      throws Exception {
    MailChannel channel = new MailChannel(receiver(server(), null, null));
    channel.deliver(opened(Language.ENGLISH));
    channel.deliver(opened(Language.ENGLISH));
    channel.deliver(cleared());

    MimeMessage[] received = mail.getReceivedMessages();
    assertThat(received[0].getMessageID()).isEqualTo(received[1].getMessageID());
    assertThat(received[2].getMessageID()).isNotEqualTo(received[0].getMessageID());
    assertThat(received[2].getHeader("References")).isEqualTo(received[0].getHeader("References"));
    assertThat((String) received[2].getContent()).contains("Because: activity was seen");
  }

  @Test
  void user_and_password_are_used_and_a_wrong_one_is_tried_again_later(@TempDir Path dir)
      throws Exception {
    mail.stop();
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.withConfiguration(
        com.icegreen.greenmail.configuration.GreenMailConfiguration.aConfig()
            .withUser("pulso@example.org", "pulso", "right"));
    mail.start();
    Path password = Files.writeString(dir.resolve("password"), "wrong\n");
    MailChannel channel = new MailChannel(receiver(server(), "pulso", password));

    Delivery refused = channel.deliver(opened(Language.ENGLISH));
    Files.writeString(password, "right\n");
    Delivery taken = channel.deliver(opened(Language.ENGLISH));

    assertThat(refused).isInstanceOf(Delivery.NotNow.class);
    assertThat(refused.detail()).doesNotContain("wrong");
    assertThat(taken).isInstanceOf(Delivery.Taken.class);
  }

  @Test
  void a_server_that_is_away_is_tried_again_later() {
    URI away = server();
    mail.stop();

    Delivery delivery =
        new MailChannel(receiver(away, null, null)).deliver(opened(Language.ENGLISH));

    assertThat(delivery).isInstanceOf(Delivery.NotNow.class);
  }

  private URI server() {
    return URI.create("smtp://127.0.0.1:" + mail.getSmtp().getPort());
  }

  private static Receiver.Mail receiver(URI server, String user, Path passwordFile) {
    return new Receiver.Mail(
        "carers",
        null,
        server,
        "pulso@example.org",
        List.of("care@example.org"),
        user,
        passwordFile,
        Duration.ofSeconds(5));
  }

  private static Notification opened(Language language) {
    return notification(Change.Event.OPENED, Alerts.inactive("h-1"), language);
  }

  private static Notification cleared() {
    return notification(
        Change.Event.CLEARED, Alerts.inactive("h-1").revision(2).cleared(), Language.ENGLISH);
  }

  private static Notification notification(Change.Event event, Alerts alert, Language language) {
    return new Notification(
        event, alert.build(), language, "Lima", Alerts.NOON, ZoneId.of("America/Lima"));
  }
}
