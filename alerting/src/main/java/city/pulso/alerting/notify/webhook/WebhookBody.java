package city.pulso.alerting.notify.webhook;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.Evidence;
import city.pulso.alerting.alert.Grounds;
import city.pulso.alerting.notify.Notification;
import city.pulso.alerting.text.Texts;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;

/** What is posted; the module's README lists every field. */
final class WebhookBody {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WebhookBody() {}

  static byte[] write(Notification notification) {
    Alert alert = notification.alert();
    Texts texts = Texts.in(notification.language());
    ObjectNode body = JSON.createObjectNode();
    body.put("event", lower(notification.event()));
    body.put("sentAt", notification.at().toString());
    body.put("city", notification.city());
    body.put("id", alert.id());
    body.put("revision", alert.revision());
    body.put("kind", alert.kind());
    body.put("subject", alert.subject());
    body.put("district", alert.district());
    body.put("status", alert.open() ? "open" : "cleared");
    body.put("severity", lower(alert.severity()));
    body.put("audience", lower(alert.audience()));
    body.put("openedAt", alert.openedAt().toString());
    body.put("updatedAt", alert.updatedAt().toString());
    Instant clearedAt = alert.clearedAt();
    if (clearedAt != null) {
      body.put("clearedAt", clearedAt.toString());
      body.put("clearedBecause", alert.clearedBecause());
    }
    body.put("messageKey", alert.messageKey());
    ObjectNode parameters = body.putObject("parameters");
    new TreeMap<>(alert.parameters()).forEach(parameters::put);
    var evidence = body.putArray("evidence");
    for (Evidence number : alert.evidence()) {
      evidence
          .addObject()
          .put("name", number.name())
          .put("value", number.value())
          .put("unit", number.unit())
          .put("at", number.at().toString());
    }
    body.put("rule", alert.grounds().rule());
    var stations = body.putArray("stations");
    for (Grounds.Support support : alert.grounds().stations()) {
      stations.addObject().put("station", support.station()).put("distanceM", support.distanceM());
    }
    body.put("actionKey", alert.grounds().actionKey());
    var members = body.putArray("members");
    alert.grounds().members().forEach(members::add);
    body.put("language", notification.language().tag());
    body.put("title", texts.title(alert));
    body.put("text", texts.text(alert));
    body.put("action", texts.action(alert));
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain values cannot be written", impossible);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
