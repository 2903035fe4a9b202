package city.pulso.alerting.notify.mail;

import city.pulso.alerting.notify.Channel;
import city.pulso.alerting.notify.Delivery;
import city.pulso.alerting.notify.Notification;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.store.SecretFile;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Sends plain text by SMTP. The Message-ID is the same at every attempt, so that a mailbox can drop
 * what it already has.
 *
 * <p>Refused for good: addresses that the server does not take (reply 5xx to all of them).
 * Everything else is tried again: also a wrong password, which may be mended while we wait.
 */
public final class MailChannel implements Channel {
  private final Receiver.Mail receiver;
  private final Session session;

  public MailChannel(Receiver.Mail receiver) {
    this.receiver = receiver;
    this.session = Session.getInstance(properties(receiver));
  }

  @Override
  public Delivery deliver(Notification notification) {
    try {
      MimeMessage message = MailText.write(session, receiver, notification);
      try (Transport transport = session.getTransport()) {
        connect(transport);
        transport.sendMessage(message, message.getAllRecipients());
      }
      return new Delivery.Taken("SMTP accepted");
    } catch (AuthenticationFailedException wrongPassword) {
      return new Delivery.NotNow("the server refuses the user or password");
    } catch (SendFailedException refused) {
      return judge(refused);
    } catch (MessagingException | IOException failed) {
      return new Delivery.NotNow(failed.toString());
    }
  }

  private void connect(Transport transport) throws MessagingException, IOException {
    Path passwordFile = receiver.passwordFile();
    if (receiver.username() == null || passwordFile == null) {
      transport.connect();
    } else {
      transport.connect(receiver.username(), SecretFile.read(passwordFile));
    }
  }

  private static Delivery judge(SendFailedException refused) {
    boolean permanent =
        refused instanceof org.eclipse.angus.mail.smtp.SMTPSendFailedException reply
            ? reply.getReturnCode() >= 550 && reply.getReturnCode() <= 559
            : refused.getInvalidAddresses() != null
                && refused.getInvalidAddresses().length > 0
                && refused.getValidUnsentAddresses() == null;
    String detail = String.valueOf(refused.getMessage());
    return permanent ? new Delivery.Refused(detail) : new Delivery.NotNow(detail);
  }

  private static Properties properties(Receiver.Mail receiver) {
    String scheme = receiver.server().getScheme();
    String protocol = "smtps".equals(scheme) ? "smtps" : "smtp";
    String at = "mail." + protocol + ".";
    String timeoutMs = Long.toString(receiver.timeout().toMillis());
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", protocol);
    properties.put(at + "host", receiver.server().getHost());
    properties.put(at + "port", Integer.toString(port(receiver)));
    properties.put(at + "auth", Boolean.toString(receiver.username() != null));
    properties.put(at + "connectiontimeout", timeoutMs);
    properties.put(at + "timeout", timeoutMs);
    properties.put(at + "writetimeout", timeoutMs);
    properties.put(at + "ssl.checkserveridentity", "true");
    if ("smtp+starttls".equals(scheme)) {
      properties.put(at + "starttls.enable", "true");
      properties.put(at + "starttls.required", "true");
    }
    return properties;
  }

  private static int port(Receiver.Mail receiver) {
    if (receiver.server().getPort() >= 0) {
      return receiver.server().getPort();
    }
    return switch (receiver.server().getScheme()) {
      case "smtps" -> 465;
      case "smtp+starttls" -> 587;
      default -> 25;
    };
  }
}
