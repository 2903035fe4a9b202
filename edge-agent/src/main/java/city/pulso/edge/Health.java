package city.pulso.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * How one gateway's agent is.
 *
 * @param gateway registry id
 * @param live its timer moves; false: restart it
 * @param problems what keeps it from doing all of its work; empty: it is ready
 */
public record Health(String gateway, boolean live, List<Problem> problems) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * @param part {@code spool}, {@code relay}, {@code uplink}, {@code registry}, {@code
   *     local-broker}, {@code clock} or {@code receipts}
   * @param problem for people
   */
  public record Problem(String part, String problem) {}

  public Health {
    problems = List.copyOf(problems);
  }

  /** Takes, stores and sends. */
  public boolean ready() {
    return live && problems.isEmpty();
  }

  /**
   * All of a process as JSON.
   *
   * @param configuration why the file as it is now was refused; empty: it holds
   */
  static String json(List<Health> all, String configuration) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeBooleanField("live", all.stream().allMatch(Health::live));
      json.writeBooleanField("ready", all.stream().allMatch(Health::ready));
      if (!configuration.isEmpty()) {
        json.writeStringField("configuration_refused", configuration);
      }
      json.writeArrayFieldStart("gateways");
      for (Health each : all) {
        json.writeStartObject();
        json.writeStringField("gateway", each.gateway());
        json.writeBooleanField("live", each.live());
        json.writeBooleanField("ready", each.ready());
        json.writeArrayFieldStart("problems");
        for (Problem problem : each.problems()) {
          json.writeStartObject();
          json.writeStringField("part", problem.part());
          json.writeStringField("problem", problem.problem());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
