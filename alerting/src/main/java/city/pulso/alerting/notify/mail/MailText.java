package city.pulso.alerting.notify.mail;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.Evidence;
import city.pulso.alerting.notify.Notification;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.text.Texts;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;

/** Writes a notification as an e-mail. Later ones about an alert answer its first. */
final class MailText {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private MailText() {}

  static MimeMessage write(Session session, Receiver.Mail receiver, Notification notification)
      throws MessagingException {
    Texts texts = Texts.in(notification.language());
    Alert alert = notification.alert();
    MimeMessage message = new KeepsItsId(session, messageId(notification, receiver));
    message.setFrom(new InternetAddress(receiver.from(), true));
    for (String to : receiver.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
    }
    message.setSubject(subject(texts, notification), UTF_8);
    message.setText(body(texts, notification), UTF_8);
    message.setSentDate(Date.from(notification.at()));
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834, 5: no holiday replies
    message.setHeader("Content-Language", notification.language().tag());
    message.setHeader("X-Pulso-Alert", notification.idempotencyKey());
    message.setHeader("References", "<" + named(alert.id()) + "@pulso.invalid>");
    message.saveChanges();
    return message;
  }

  private static String subject(Texts texts, Notification notification) {
    return "["
        + notification.city()
        + "] "
        + texts.word("event", notification.event().name())
        + ": "
        + texts.title(notification.alert());
  }

  private static String body(Texts texts, Notification notification) {
    Alert alert = notification.alert();
    StringBuilder body = new StringBuilder();
    body.append(texts.text(alert)).append("\n\n");
    String action = texts.action(alert);
    if (alert.open() && !action.isEmpty()) {
      body.append(action).append("\n\n");
    }
    line(body, texts.say("mail.severity"), texts.word("severity", alert.severity().name()));
    line(body, texts.say("mail.since"), texts.time(alert.openedAt(), notification.zone()));
    Instant clearedAt = alert.clearedAt();
    if (clearedAt != null) {
      line(body, texts.say("mail.until"), texts.time(clearedAt, notification.zone()));
      line(body, texts.say("mail.because"), texts.because(alert.clearedBecause()));
    }
    if (!alert.district().isEmpty()) {
      line(body, texts.say("mail.district"), alert.district());
    }
    if (!alert.evidence().isEmpty()) {
      body.append('\n').append(texts.say("mail.evidence")).append(":\n");
      for (Evidence evidence : alert.evidence()) {
        String name =
            evidence.runsOn() ? texts.nameAt(evidence, notification.zone()) : texts.name(evidence);
        line(body.append("  "), name, texts.value(evidence));
      }
    }
    String basis = texts.basis(alert);
    if (!basis.isEmpty()) {
      body.append('\n').append(basis).append('\n');
    }
    body.append('\n');
    line(body, texts.say("mail.id"), notification.idempotencyKey());
    return body.append("-- \n").append(texts.say("mail.footer")).append('\n').toString();
  }

  private static void line(StringBuilder body, String name, String value) {
    body.append(name).append(": ").append(value).append('\n');
  }

  private static String messageId(Notification notification, Receiver.Mail receiver) {
    return "<"
        + named(notification.idempotencyKey() + " " + receiver.name().toLowerCase(Locale.ROOT))
        + "@pulso.invalid>";
  }

  private static String named(String what) {
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Saving a message would give it a new Message-ID. */
  private static final class KeepsItsId extends MimeMessage {
    private final String id;

    KeepsItsId(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
