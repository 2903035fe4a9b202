package city.pulso.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** {@link AgentStatus} as JSON, for {@code GET /status}. */
final class StatusJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private StatusJson() {}

  static String of(AgentStatus status) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("gateway", status.gateway());
      json.writeNumberField("accepted_readings", status.acceptedReadings());
      json.writeObjectFieldStart("refused_messages");
      for (Map.Entry<String, Long> entry : status.refusedMessages().entrySet()) {
        json.writeNumberField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("evicted_readings", status.evictedReadings());
      json.writeNumberField("spooled_batches", status.spooledBatches());
      json.writeNumberField("spooled_readings", status.spooledReadings());
      json.writeNumberField("spooled_bytes", status.spooledBytes());
      json.writeNumberField("in_flight", status.inFlight());
      json.writeNumberField("receipted_batches", status.receiptedBatches());
      json.writeNumberField("sent_batches", status.sentBatches());
      json.writeNumberField("resent_batches", status.resentBatches());
      json.writeBooleanField("uplink_connected", status.uplinkConnected());
      json.writeStringField("spool_problem", status.spoolProblem());
      json.writeArrayFieldStart("full_domains");
      for (String domain : status.fullDomains()) {
        json.writeString(domain);
      }
      json.writeEndArray();
      json.writeNumberField("spool_failures", status.spoolFailures());
      json.writeNumberField("spools_set_aside", status.spoolsSetAside());
      json.writeNumberField("salvaged_readings", status.salvagedReadings());
      json.writeNumberField("devices_known", status.devicesKnown());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
