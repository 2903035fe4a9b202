package city.pulso.edge.tail;

import city.pulso.edge.intake.IntakeEvent;
import city.pulso.schemas.v1.Reading;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Events as lines of JSON. */
final class EventJson {
  /** A line never grows much beyond; readings that do not fit are counted instead. */
  static final int MOST_READINGS = 64 * 1024;

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonFormat.Printer READINGS =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private EventJson() {}

  static byte[] line(IntakeEvent event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      if (event instanceof IntakeEvent.Accepted accepted) {
        head(json, "accepted", event);
        json.writeStringField("format", accepted.format().label());
        json.writeNumberField("repeated", accepted.repeated());
        readings(json, accepted.readings());
      } else if (event instanceof IntakeEvent.Refused refused) {
        head(json, "refused", event);
        json.writeStringField("device", refused.device());
        json.writeStringField("reason", refused.refusal().reason().label());
        json.writeStringField("text", String.valueOf(refused.refusal().getMessage()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes(text);
  }

  /** The first line of a connection: what happens from now on is told. */
  static byte[] begin() {
    return "{\"event\":\"begin\"}\n".getBytes(StandardCharsets.UTF_8);
  }

  /** The last line of a connection. */
  static byte[] end(String why) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("event", "end");
      json.writeStringField("text", why);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes(text);
  }

  private static void head(JsonGenerator json, String kind, IntakeEvent event) throws IOException {
    json.writeStringField("event", kind);
    json.writeNumberField("received_ms", event.receivedMs());
    json.writeStringField("source", event.source());
  }

  private static void readings(JsonGenerator json, List<Reading> readings) throws IOException {
    json.writeArrayFieldStart("readings");
    int room = MOST_READINGS;
    int written = 0;
    for (Reading reading : readings) {
      String one = READINGS.print(reading);
      room -= one.length();
      if (room < 0) {
        break;
      }
      json.writeRawValue(one);
      written++;
    }
    json.writeEndArray();
    if (written < readings.size()) {
      json.writeNumberField("left_out", readings.size() - written);
    }
  }

  private static byte[] bytes(StringWriter text) {
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }
}
